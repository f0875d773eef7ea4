package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.fairlead.api.v1alpha1.MirrorStatus;
import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.RolloutStatus;
import dev.fairlead.api.v1alpha1.VerificationStatus;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;

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

  /** By then the operator tells of numbers and words too, and reads a ConfigMap again. */
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG);

  @Test
  @Execution(CONCURRENT)
  void whoAnswersAsExpectedMayBeApproved(ControlPlane kube) {
    var models = new Models(kube.client(), kube.newNamespace("verification"));
    try (var server = new PodServer("127.0.77.1", PodServer.PROTOCOLS, () -> RIGHT)) {
      Kube.withOperator(
          kube,
          models,
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
  @Execution(CONCURRENT)
  void whoAnswersOtherwiseIsTakenBackAndNotTriedAgain(ControlPlane kube) {
    var models = new Models(kube.client(), kube.newNamespace("verification"));
    try (var server = new PodServer("127.0.77.2", PodServer.PROTOCOLS, () -> WRONG)) {
      String second =
          at("127.0.77.2") + BLUE_GREEN + "  verification: {requests: %s}\n".formatted(REQUESTS);
      Kube.withOperator(
          kube,
          models,
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
          models,
          () -> {
            models.apply("minilm", spec(2, second + "  progressDeadline: 10m\n"));
            models.await("minilm", md -> Models.isCurrent(md) && Models.is(md, "Stalled", "True"));
            assertThat(server.bodies()).hasSize(asked);
          });
    }
  }

  @Test
  @Execution(CONCURRENT)
  void aConfigMapIsWaitedForAndItsCorrectionTakenUp(ControlPlane kube) {
    var models = new Models(kube.client(), kube.newNamespace("verification"));
    var clock = new ClockAhead();
    try (var server = new PodServer("127.0.77.3", PodServer.PROTOCOLS, () -> RIGHT)) {
      Kube.withOperator(
          kube,
          TestConfig.DEFAULT.watching(models.namespace()),
          clock,
          () -> {
            begin(
                models,
                at("127.0.77.3") + BLUE_GREEN + "  verification: {configMapRef: {name: golden}}\n");
            ModelDeployment md = models.awaitReason("minilm", "VerificationNotPossible");
            assertThat(Models.condition(md, "Ready").orElseThrow().getMessage())
                .contains("configMapRef: no ConfigMap golden is in this namespace");

            golden(models, "[{name: hello}]");
            clock.pass(A_MINUTE);
            models.awaitLooking("minilm", m -> Models.says(m, "request must be the body"));
            assertThat(server.bodies()).isEmpty();

            golden(models, REQUESTS);
            clock.pass(A_MINUTE);
            VerificationStatus first =
                verification(
                    models.awaitLooking("minilm", m -> Models.hasReason(m, "AwaitingApproval")));
            // then it looks again only when something wakes it, such as an edit
            golden(models, REQUESTS.replace("hello", "other"));
            clock.pass(A_MINUTE);
            models.awaitLooking(
                "minilm",
                m -> {
                  VerificationStatus now = verification(m);
                  return now != null && now.passed() && !now.digest().equals(first.digest());
                });
          });
    }
  }

  @Test
  @Execution(CONCURRENT)
  void aMirrorWaitsForEnoughAnswersAndPasses(ControlPlane kube) {
    var models = new Models(kube.client(), kube.newNamespace("mirror"));
    var clock = new ClockAhead();
    var same = new AtomicLong();
    try (var server =
        new PodServer("127.0.77.4", PodServer.METRICS, () -> metrics(models, same.get(), 0))) {
      Kube.withOperator(
          kube,
          TestConfig.DEFAULT.watching(models.namespace()),
          clock,
          () -> {
            beginMirror(models, clock, "127.0.77.4");

            same.set(30);
            clock.pass(A_MINUTE);
            ModelDeployment open =
                models.awaitLooking("minilm", md -> Models.says(md, "20 more are needed"));
            assertThat(mirror(open).passed()).isFalse();

            same.set(50);
            ModelDeployment passed =
                models.awaitLooking("minilm", md -> Models.hasReason(md, "AwaitingApproval"));
            assertThat(mirror(passed).passed()).isTrue();
            awaitNobodyMirrors(models);
          });
      assertThat(server.bodies()).isNotEmpty();
    }
  }

  @Test
  @Execution(CONCURRENT)
  void aMirrorWithAnotherAnswerTakesTheVersionBack(ControlPlane kube) {
    var models = new Models(kube.client(), kube.newNamespace("mirror"));
    var clock = new ClockAhead();
    var different = new AtomicLong();
    try (var server =
        new PodServer("127.0.77.5", PodServer.METRICS, () -> metrics(models, 0, different.get()))) {
      Kube.withOperator(
          kube,
          TestConfig.DEFAULT.watching(models.namespace()),
          clock,
          () -> {
            beginMirror(models, clock, "127.0.77.5");

            different.set(1);
            ModelDeployment md =
                models.awaitLooking("minilm", m -> Models.hasReason(m, "RolledBack"));
            assertThat(Models.condition(md, "Ready").orElseThrow().getMessage())
                .contains("differ by more than 0.01");
            awaitNobodyMirrors(models);
          });
      assertThat(server.bodies()).isNotEmpty();
    }
  }

  /** A pod serves, and the next version is declared. */
  private static void begin(Models models, String more) {
    models.apply("minilm", ONE);
    models.awaitReady("minilm");
    models.apply("minilm", spec(2, more));
  }

  /**
   * The same with a mirror, until answers are counted; all pods tell their metrics at that address.
   * The first one has it only once it serves, since Kubernetes takes no such endpoint.
   */
  private static void beginMirror(Models models, ClockAhead clock, String address) {
    models.apply("minilm", ONE);
    models.awaitReady("minilm");
    PodServer.isAt(models, models.pods("minilm").getFirst(), address);
    models.apply(
        "minilm",
        spec(
            2,
            at(address)
                + BLUE_GREEN
                + "  mirror: {percent: 10, maxRelativeDifference: '0.01', minRequests: 50}\n"));
    ModelDeployment begun =
        models.awaitLooking("minilm", md -> mirror(md) != null && mirror(md).since() != null);
    assertThat(mirror(begun).passed()).isFalse();
    // what pods have counted by the first look after that is no answer to a mirrored request
    clock.pass(A_MINUTE);
    models.awaitLooking("minilm", md -> Models.says(md, "50 more are needed"));
  }

  /** Its pods have that address from the start: what answers at made up ones is anybody's guess. */
  private static String at(String address) {
    return "template: {metadata: {annotations: {test.fairlead.dev/address: %s}}}\n"
        .formatted(address);
  }

  private static MirrorStatus mirror(ModelDeployment md) {
    RolloutStatus rollout = md.getStatus().rollout();
    return rollout == null ? null : rollout.mirror();
  }

  private static VerificationStatus verification(ModelDeployment md) {
    RolloutStatus rollout = md.getStatus().rollout();
    return rollout == null ? null : rollout.verification();
  }

  private static void awaitNobodyMirrors(Models models) {
    Waiting.until("nobody mirrors any more", () -> !models.live("minilm").contains("mirror"));
  }

  /** With the number of the live settings as they are written. */
  private static String metrics(Models models, long same, long different) {
    Matcher number = NUMBER.matcher(models.live("minilm"));
    return """
        fairlead_live_generation %s.0
        fairlead_mirror_requests_total{result="same"} %d.0
        fairlead_mirror_requests_total{result="different"} %d.0
        """
        .formatted(number.find() ? number.group(1) : "0", same, different);
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
        model: {uri: "oci://registry.test/models/minilm@sha256:%064d"}
        resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
        """
            .formatted(version)
        + more;
  }
}
