package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.testsupport.Figures;
import dev.fairlead.testsupport.Sampled;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What Fairlead stands on fails; after all others, which stand on it too. */
@Order(Integer.MAX_VALUE - 1)
@Sampled(days = 3)
class FaultsStory {
  private static final int PER_SECOND = 40;

  /** Of the objects and the status of one ModelDeployment, for the fault and an edit together. */
  private static final int FEW_WRITES = 20;

  /** Refused requests of a loop without pauses, long before {@link #WHILE} is over. */
  private static final int STORM = 500;

  private static final Duration WHILE = Duration.ofSeconds(15);

  @RegisterExtension static final Stage stage = new Stage();
  private final Model minilm = stage.model("minilm");

  @BeforeEach
  void givenAModelWithTwoReplicas() {
    Nodes.assumeWithinReach();
    minilm.declare(version("1.0"));
    minilm.awaitSettled();
  }

  @AfterEach
  void theApiServerRefusesNothing() {
    Throttle.lift();
  }

  @AfterAll
  static void operatorsHaveNoRecordOfForeseenTrouble() {
    Operator.awaitReady();
    Operator.madeNoMistake();
    Operator.replace();
  }

  @Test
  void aPodWhoseShimIsKilledComesBackAndTheOtherOneAnswersMeanwhile() {
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      List<String> pods = minilm.podUids();
      Instant killed = Instant.now();
      Nodes.killShim(stage.namespace(), minilm.pods().getFirst().getMetadata().getName(), "server");
      Patience.until(
          "the status says so", () -> minilm.isReadyWhileReconcilingFor("ReplicasNotReady"));
      minilm.awaitSettled();
      long millis = Duration.between(killed, Instant.now()).toMillis();

      // what was in flight there, and what was sent there until its address had left the nodes
      JsonNode healed = clients.report();
      assertThat(Clients.failures(healed)).isLessThan(healed.path("requests").asInt() / 5);
      JsonNode later = clients.noticedNothingSince(healed);
      assertThat(minilm.podUids()).isEqualTo(pods);
      Figures.row("shim of one of two pods killed → all is well", millis + " ms");
      Figures.row("shim of one of two pods killed: clients", Clients.outage(later));
    }
  }

  @Test
  void etcdAndTheApiServerAreKilledAndNobodyNotices() {
    List<String> pods = minilm.podUids();
    int restarts = restarts();
    String revision = minilm.stableRevision();
    AuditLog log = AuditLog.fromNow();
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      ControlPlane.kill(List.of("etcd", "kube-apiserver"));
      Instant back = Instant.now();
      Patience.until(
          "the API takes an edit",
          () -> stage.attempt("scale", "modeldeployment/minilm", "--replicas=3").code() == 0);
      Patience.until("the edit is carried out", () -> minilm.status().readyReplicas() == 3);
      long millis = Duration.between(back, Instant.now()).toMillis();
      minilm.awaitSettled();
      Operator.awaitReady();

      clients.noticedNothing();
      Figures.row(
          "etcd and API server killed: API is back → an edit is carried out", millis + " ms");
    }
    List<AuditLog.Write> writes = log.ofOperator(stage.namespace());
    System.out.println("writes after the API server was killed: " + writes);
    assertThat(writes.stream().filter(write -> !write.resource().equals("events")).toList())
        .isNotEmpty()
        .hasSizeLessThanOrEqualTo(FEW_WRITES);
    assertThat(minilm.podUids()).hasSize(3).containsAll(pods);
    assertThat(restarts()).isEqualTo(restarts);
    assertThat(minilm.recordedRevisions()).containsExactly(revision);
  }

  @Test
  void refusedByTheApiServerTheOperatorClaimsNothingAndGoesOnWhereItWas() {
    List<String> pods = minilm.podUids();
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      try (Throttle throttle = Throttle.ofOperator()) {
        minilm.declare(version("2.0"));
        Patience.until("requests are refused", () -> throttle.refusals() > 0);

        await("it claims nothing, and asks with pauses")
            .pollInterval(Duration.ofSeconds(1))
            .during(WHILE)
            .atMost(Patience.ENOUGH)
            .untilAsserted(
                () -> {
                  assertThat(minilm.is("Ready")).as("Ready, of a version not started").isFalse();
                  assertThat(throttle.refusals()).as("refused requests").isLessThan(STORM);
                });
        assertThat(minilm.podUids()).containsAll(pods);
      }
      Instant lifted = Instant.now();
      minilm.awaitSettled();
      Operator.awaitReady();

      clients.noticedNothing();
      Figures.row(
          "operator refused with 429, then not any more → the edit made meanwhile is carried out",
          Duration.between(lifted, Instant.now()).toMillis() + " ms");
    }
    assertThat(minilm.pods()).hasSize(2);
    assertThat(minilm.podUids()).doesNotContainAnyElementsOf(pods);
  }

  private static String version(String version) {
    return Manifests.model("minilm", Manifests.uri("MINILM_Q"), version, "replicas: 2");
  }

  /** Of all containers of its pods. */
  private int restarts() {
    return minilm.pods().stream()
        .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
        .mapToInt(ContainerStatus::getRestartCount)
        .sum();
  }
}
