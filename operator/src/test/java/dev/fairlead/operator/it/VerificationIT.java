package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.MirrorStatus;
import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.RolloutStatus;
import dev.fairlead.api.v1alpha1.VerificationStatus;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Golden requests and a mirror, with an API server; pods are fake, and their answers come from
 * here.
 */
class VerificationIT {
  private static final String ONE = spec(1, "");
  private static final String BLUE_GREEN =
      "rollout:\n  strategy: BlueGreen\n  blueGreen: {approval: Required}\n";
  private static final String REQUESTS =
      "[{name: hello, request: {id: '7', inputs: []}, expect: [{output: score, data: [0.5]}]}]";
  private static final String RIGHT = "{\"outputs\": [{\"name\": \"score\", \"data\": [0.5004]}]}";
  private static final String WRONG = "{\"outputs\": [{\"name\": \"score\", \"data\": [0.75]}]}";
  private static final String REVISION = "serving.fairlead.dev/revision";
  private static final Pattern NUMBER = Pattern.compile("generation: ([0-9]+)");

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG);

  @Test
  void whoAnswersAsExpectedMayBeApproved(ControlPlane kube) {
    var models = new Models(kube.client(), kube.newNamespace("verification"));
    try (var server = new PodServer("127.0.77.1", PodServer.PROTOCOLS, () -> RIGHT)) {
      Kube.withOperator(
          kube,
          () -> {
            begin(
                models,
                at("127.0.77.1")
                    + BLUE_GREEN
                    + "  verification: {requests: %s}\n".formatted(REQUESTS));
            ModelDeployment md = models.awaitReason("minilm", "AwaitingApproval");

            VerificationStatus verified = md.getStatus().rollout().verification();
            assertThat(verified.passed()).isTrue();
            assertThat(verified.podsPassed()).isEqualTo(1);
            assertThat(verified.requests()).isEqualTo(1);
            assertThat(verified.digest()).startsWith("sha256:");
            assertThat(server.bodies()).containsExactly("{\"id\":\"7\",\"inputs\":[]}");
            assertThat(selected(models)).isEqualTo(md.getStatus().stableRevision());
          });
    }
  }

  @Test
  void whoAnswersOtherwiseIsTakenBackAndNotTriedAgain(ControlPlane kube) {
    var models = new Models(kube.client(), kube.newNamespace("verification"));
    try (var server = new PodServer("127.0.77.2", PodServer.PROTOCOLS, () -> WRONG)) {
      String second =
          at("127.0.77.2") + BLUE_GREEN + "  verification: {requests: %s}\n".formatted(REQUESTS);
      Kube.withOperator(
          kube,
          () -> {
            begin(models, second);
            ModelDeployment md = models.awaitReason("minilm", "RolledBack");
            assertThat(Models.condition(md, "Ready").orElseThrow().getMessage())
                .contains("request hello: output score[0] is 0.75, expected was 0.5 within");
            assertThat(selected(models)).isEqualTo(md.getStatus().stableRevision());
          });
      int asked = server.bodies().size();
      Kube.withOperator(
          kube,
          () -> {
            models.apply("minilm", spec(2, second + "  progressDeadline: 10m\n"));
            models.await("minilm", md -> Models.isCurrent(md) && Models.is(md, "Stalled", "True"));
            assertThat(server.bodies()).hasSize(asked);
          });
    }
  }

  @Test
  void aConfigMapIsWaitedForAndItsCorrectionTakenUp(ControlPlane kube) {
    var models = new Models(kube.client(), kube.newNamespace("verification"));
    try (var server = new PodServer("127.0.77.3", PodServer.PROTOCOLS, () -> RIGHT)) {
      Kube.withOperator(
          kube,
          () -> {
            begin(models, BLUE_GREEN + "  verification: {configMapRef: {name: golden}}\n");
            candidateIsAt(models, "127.0.77.3");
            ModelDeployment md = models.awaitReason("minilm", "VerificationNotPossible");
            assertThat(Models.condition(md, "Ready").orElseThrow().getMessage())
                .contains("configMapRef: no ConfigMap golden is in this namespace");

            golden(models, "[{name: hello}]");
            models.await(
                "minilm",
                m ->
                    Models.condition(m, "Ready")
                        .filter(c -> c.getMessage().contains("request must be the body"))
                        .isPresent());
            assertThat(server.bodies()).isEmpty();

            golden(models, REQUESTS);
            String digest =
                models
                    .awaitReason("minilm", "AwaitingApproval")
                    .getStatus()
                    .rollout()
                    .verification()
                    .digest();
            golden(models, REQUESTS.replace("hello", "other"));
            // the operator looks again when something wakes it, such as an edit
            var edits = new Counter();
            Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(
                    () -> {
                      edits.set(edits.value() + 1);
                      models.apply("minilm", withConfigMap(edits.value()));
                      VerificationStatus now = verification(models);
                      return now != null && now.passed() && !digest.equals(now.digest());
                    });
          });
    }
  }

  @Test
  void aMirrorWaitsForEnoughAnswersAndPasses(ControlPlane kube) {
    var models = new Models(kube.client(), kube.newNamespace("mirror"));
    var same = new Counter();
    try (var metrics =
        new PodServer("127.0.77.4", PodServer.METRICS, () -> metrics(models, same.value(), 0))) {
      Kube.withOperator(
          kube,
          () -> {
            beginMirror(models, "127.0.77.4");
            MirrorStatus begun = awaitMirror(models, MirrorStatus::since);
            assertThat(begun.passed()).isFalse();
            assertThat(metrics.bodies()).isNotEmpty();
            same.set(30);
            models.await(
                "minilm",
                md ->
                    Models.condition(md, "Ready")
                        .filter(c -> c.getMessage().contains("20 more are needed"))
                        .isPresent());
            assertThat(models.get("minilm").getStatus().rollout().mirror().passed()).isFalse();
            same.set(50);
            models.awaitReason("minilm", "AwaitingApproval");
            assertThat(models.get("minilm").getStatus().rollout().mirror().passed()).isTrue();
            Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> !live(models).contains("mirror"));
          });
    }
  }

  @Test
  void aMirrorWithAnotherAnswerTakesTheVersionBack(ControlPlane kube) {
    var models = new Models(kube.client(), kube.newNamespace("mirror"));
    var different = new Counter();
    try (var metrics =
        new PodServer(
            "127.0.77.5", PodServer.METRICS, () -> metrics(models, 0, different.value()))) {
      Kube.withOperator(
          kube,
          () -> {
            beginMirror(models, "127.0.77.5");
            awaitMirror(models, MirrorStatus::since);
            Awaitility.await().until(() -> metrics.bodies().size() > 4);
            // the first look after it began is where counting begins: it goes on until it is seen
            Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(
                    () -> {
                      different.set(different.value() + 1);
                      return Models.condition(models.get("minilm"), "Ready")
                          .filter(c -> c.getReason().equals("RolledBack"))
                          .isPresent();
                    });
            assertThat(Models.condition(models.get("minilm"), "Ready").orElseThrow().getMessage())
                .contains("differ by more than 0.01");
            Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> !live(models).contains("mirror"));
          });
    }
  }

  private static String withConfigMap(long minutes) {
    return spec(
        2,
        BLUE_GREEN
            + "  verification: {configMapRef: {name: golden}}\n"
            + "  scheduleDeadline: %dm\n".formatted(minutes));
  }

  /** Counts as a model server would. */
  private static final class Counter {
    private volatile long value;

    long value() {
      return value;
    }

    void set(long now) {
      value = now;
    }
  }

  /** A pod serves, and the next version is declared. */
  private static void begin(Models models, String rollout) {
    models.apply("minilm", ONE);
    models.awaitReady("minilm");
    models.apply("minilm", spec(2, rollout));
    models.await("minilm", md -> md.getStatus().candidateRevision() != null);
  }

  /** The pod that serves tells its metrics there. */
  private static void beginMirror(Models models, String address) {
    models.apply("minilm", ONE);
    models.awaitReady("minilm");
    PodServer.isAt(models, models.pods("minilm").getFirst(), address);
    models.apply(
        "minilm",
        spec(
            2,
            BLUE_GREEN
                + "  mirror: {percent: 10, maxRelativeDifference: '0.01', minRequests: 50}\n"));
  }

  /** Its pods have that address from the start: what answers at made up ones is anybody's guess. */
  private static String at(String address) {
    return "template: {metadata: {annotations: {test.fairlead.dev/address: %s}}}\n"
        .formatted(address);
  }

  private static void candidateIsAt(Models models, String address) {
    String candidate = models.get("minilm").getStatus().candidateRevision();
    List<Pod> pods =
        Awaitility.await()
            .atMost(Duration.ofMinutes(1))
            .until(
                () ->
                    models.pods("minilm").stream()
                        .filter(p -> candidate.equals(p.getMetadata().getLabels().get(REVISION)))
                        .filter(p -> p.getStatus().getPodIP() != null)
                        .toList(),
                found -> found.size() == 1);
    PodServer.isAt(models, pods.getFirst(), address);
  }

  private static MirrorStatus awaitMirror(Models models, Function<MirrorStatus, Object> field) {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              RolloutStatus rollout = models.get("minilm").getStatus().rollout();
              return rollout == null ? null : rollout.mirror();
            },
            mirror -> mirror != null && field.apply(mirror) != null);
  }

  private static VerificationStatus verification(Models models) {
    RolloutStatus rollout = models.get("minilm").getStatus().rollout();
    return rollout == null ? null : rollout.verification();
  }

  /** With the number of the live settings as they are written. */
  private static String metrics(Models models, long same, long different) {
    Matcher number = NUMBER.matcher(live(models));
    return """
        fairlead_live_generation %s.0
        fairlead_mirror_requests_total{result="same"} %d.0
        fairlead_mirror_requests_total{result="different"} %d.0
        """
        .formatted(number.find() ? number.group(1) : "0", same, different);
  }

  private static String live(Models models) {
    ConfigMap live =
        models.client().configMaps().inNamespace(models.namespace()).withName("minilm-live").get();
    Map<String, String> data = live == null ? Map.of() : live.getData();
    return data.getOrDefault("live.yaml", "");
  }

  private static void golden(Models models, String requests) {
    models
        .client()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("golden")
                .withNamespace(models.namespace())
                .endMetadata()
                .addToData("requests.yaml", requests)
                .build())
        .serverSideApply();
  }

  private static String selected(Models models) {
    return Objects.requireNonNull(
        models.service("minilm").getSpec().getSelector().get(REVISION), "the Service leads to all");
  }

  private static String spec(int version, String more) {
    return """
        model: {uri: "oci://registry.test/models/minilm:%d"}
        resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
        """
            .formatted(version)
        + more;
  }
}
