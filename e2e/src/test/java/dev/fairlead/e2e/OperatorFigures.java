package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fairlead.testsupport.Figures;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the operator itself costs. */
class OperatorFigures {
  private static final int STARTS = Integer.getInteger("figures.starts", 5);
  private static final int EDITS = Integer.getInteger("figures.edits", 100);
  private static final Duration IDLE =
      Duration.ofSeconds(Integer.getInteger("figures.idleSeconds", 300));

  @RegisterExtension static final Stage stage = new Stage();

  @BeforeEach
  void givenNodesWithinReach() {
    Nodes.assumeWithinReach();
    stage.clear();
  }

  @Test
  void startAndMemory() {
    var millis = new ArrayList<Long>();
    var mebibytes = new ArrayList<Long>();
    for (int i = 0; i < STARTS; i++) {
      List<String> before = Operator.pods();
      Shell.run("kubectl", "-n", Operator.NAMESPACE, "delete", "pod", before.getFirst());
      Operator.awaitReady();
      for (String pod : Operator.pods().stream().filter(p -> !before.contains(p)).toList()) {
        Instant created = Nodes.created(Operator.NAMESPACE, pod, "operator");
        String line =
            Shell.run("kubectl", "-n", Operator.NAMESPACE, "logs", pod, "--timestamps")
                .lines()
                .filter(l -> l.contains("started in"))
                .findFirst()
                .orElseThrow();
        Instant ready = Instant.parse(line.substring(0, line.indexOf(' ')));
        millis.add(Duration.between(created, ready).toMillis());
      }
      Operator.pods()
          .forEach(
              pod -> mebibytes.add(Nodes.residentMebibytes(Operator.NAMESPACE, pod, "operator")));
    }
    Figures.row("operator: container made → listening", Figures.Spread.of(array(millis)) + " ms");
    Figures.row(
        "operator: resident memory after the start", Figures.Spread.of(array(mebibytes)) + " MiB");
  }

  @Test
  void writesUntilReadyAndWhenIdle() {
    Model minilm = stage.model("minilm");
    AuditLog toReady = AuditLog.fromNow();
    minilm.declare(Manifests.model("minilm", Manifests.uri("MINILM_Q"), "1.0"));
    minilm.awaitSettled();
    List<AuditLog.Write> writes = toReady.ofOperator(stage.namespace());
    long events = writes.stream().filter(write -> write.resource().equals("events")).count();
    Figures.row(
        "API writes of a ModelDeployment until Ready",
        "%d of objects and status, %d events".formatted(writes.size() - events, events));

    AuditLog idle = AuditLog.fromNow();
    Instant start = Instant.now();
    await("idle")
        .atMost(IDLE.plusMinutes(1))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> Duration.between(start, Instant.now()).compareTo(IDLE) > 0);
    Figures.row(
        "API writes of an idle ModelDeployment",
        "%d in %d s".formatted(idle.ofOperator(stage.namespace()).size(), IDLE.toSeconds()));
    Figures.row(
        "operator: resident memory, the leader with one ModelDeployment",
        Nodes.residentMebibytes(Operator.NAMESPACE, Operator.leader(), "operator") + " MiB");
    Figures.row(
        "model server: resident memory, MiniLM int8",
        Nodes.residentMebibytes(
                stage.namespace(), minilm.pods().getFirst().getMetadata().getName(), "server")
            + " MiB");
  }

  /** What clients notice of it, which is nothing, is told by {@link OperatorStory}. */
  @Test
  void fromAKilledLeaderToTheNextWrite() {
    Model model = withPodsThatWait();
    var millis = new ArrayList<Long>();
    for (int i = 0; i < STARTS; i++) {
      Operator.hadNoSurprise();
      Operator.replace(); // one that was killed before is started again after a pause only
      AuditLog log = AuditLog.fromNow();
      Operator.kill(Operator.leader());
      Instant killed = Instant.now();
      edit(model, i);

      log.ofOperator(stage.namespace()).stream()
          .filter(write -> write.received().isAfter(killed))
          .findFirst()
          .ifPresent(write -> millis.add(Duration.between(killed, write.done()).toMillis()));
    }
    assertThat(millis).hasSize(STARTS);
    Figures.row(
        "leader killed, and something to do → the next write",
        Figures.Spread.of(array(millis)) + " ms");
  }

  @Test
  void fromAnEditToThePatchedChild() {
    Model model = withPodsThatWait();
    AuditLog log = AuditLog.fromNow();
    for (int i = 0; i < EDITS; i++) {
      edit(model, i);
    }

    List<AuditLog.Write> writes = log.in(stage.namespace());
    var millis = new ArrayList<Long>();
    for (int i = 0; i < writes.size(); i++) {
      if (!writes.get(i).byOperator()
          && writes.get(i).resource().startsWith("modeldeployments/scale")) {
        Instant edited = writes.get(i).done();
        writes.subList(i, writes.size()).stream()
            .filter(w -> w.byOperator() && w.resource().equals("deployments"))
            .findFirst()
            .ifPresent(w -> millis.add(Duration.between(edited, w.done()).toMillis()));
      }
    }
    assertThat(millis).hasSize(EDITS);
    Figures.Spread spread = Figures.Spread.of(array(millis));
    Figures.row(
        "edit answered by the API server → child patched",
        "p50 %d ms, p99 %d ms, most %d ms (%d edits)"
            .formatted(spread.median(), spread.p99(), spread.most(), EDITS));
  }

  /** For ever: only the operator and the API server work. */
  private static Model withPodsThatWait() {
    Model model = stage.model("edited");
    model.declare(
        Manifests.model(
            "edited",
            Manifests.uri("MINILM_Q"),
            "1.0",
            "template: {spec: {nodeSelector: {no-such: node}}}"));
    model.awaitReason("Unschedulable");
    return model;
  }

  /** Another size, until its Deployment has it. */
  private static void edit(Model model, int round) {
    int replicas = 1 + (round + 1) % 2;
    stage.kubectl("scale", "modeldeployment/" + model.name(), "--replicas=" + replicas);
    Patience.until(
        "patched",
        () -> model.children(Deployment.class).getFirst().getSpec().getReplicas() == replicas);
  }

  @Test
  void sizeOfTheCrd() throws IOException {
    byte[] crd;
    try (var files = Files.list(Path.of("../helm/fairlead/crds-generated"))) {
      crd = Files.readAllBytes(files.findFirst().orElseThrow());
    }
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(crd);
    }
    Figures.row("CRD", "%d KiB, %d KiB packed".formatted(crd.length / 1024, packed.size() / 1024));
  }

  private static long[] array(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }
}
