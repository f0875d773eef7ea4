package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Pods that somebody else, such as Kueue, holds back by scheduling gates are waited for, and so are
 * Jobs that it suspends.
 */
class GatesIT {
  private static final String GATE = "kueue.x-k8s.io/admission";
  private static final Duration LONGER_THAN_THE_DEADLINE = Duration.ofMinutes(11);

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG);

  private static final ClockAhead CLOCK = new ClockAhead();
  private static InProcessOperator operator;

  @BeforeAll
  static void start(ControlPlane kube) {
    operator = Kube.startOperator(kube, TestConfig.DEFAULT, CLOCK);
  }

  @AfterAll
  static void stop() {
    operator.close();
  }

  @Test
  void aVersionWhosePodIsHeldBackIsWaitedForAndNotFought(ControlPlane kube) {
    var models = new Models(kube.client(), kube.newNamespace("gates"));
    models.apply("minilm", spec(1));
    String first = models.awaitReady("minilm").getStatus().stableRevision();
    MutatedPods.gate(kube, models.namespace(), GATE);
    try {
      models.apply("minilm", spec(2));
      ModelDeployment held = models.awaitReason("minilm", "SchedulingGated");

      assertThat(Models.condition(held, "Reconciling"))
          .hasValueSatisfying(c -> assertThat(c.getReason()).isEqualTo("SchedulingGated"))
          .hasValueSatisfying(c -> assertThat(c.getMessage()).endsWith(": " + GATE));
      assertThat(Models.is(held, "Available", "True")).isTrue();
      assertThat(held.getStatus().stableRevision()).isEqualTo(first);
      List<Pod> waiting = gated(models);
      assertThat(waiting).hasSize(1);
      assertLeftAlone(models, () -> gated(models));

      Pod pod = waiting.getFirst();
      ungate(kube, pod);

      ModelDeployment done = models.awaitReady("minilm");
      assertThat(done.getStatus().stableRevision())
          .isEqualTo(pod.getMetadata().getLabels().get("serving.fairlead.dev/revision"))
          .isNotEqualTo(first);
      assertThat(uids(models.pods("minilm"))).contains(pod.getMetadata().getUid());
    } finally {
      MutatedPods.leave(kube, models.namespace());
    }
  }

  @Test
  void aJobThatIsSuspendedIsWaitedForAndNotFought(ControlPlane kube) {
    var models = new Models(kube.client(), kube.newNamespace("gates"));
    models.apply("minilm", tagged(1));
    String first = models.awaitReady("minilm").getStatus().stableRevision();
    MutatedPods.suspendJobs(kube, models.namespace());

    models.apply("minilm", tagged(2));
    ModelDeployment held = models.awaitReason("minilm", "SchedulingGated");

    List<Job> suspended = models.jobs("minilm");
    assertThat(suspended).hasSize(1);
    String job = suspended.getFirst().getMetadata().getName();
    assertThat(Models.condition(held, "Reconciling"))
        .hasValueSatisfying(c -> assertThat(c.getMessage()).startsWith("Job " + job + " gets no"));
    assertThat(held.getStatus().stableRevision()).isEqualTo(first);
    assertLeftAlone(models, () -> models.jobs("minilm"));

    MutatedPods.resume(kube, suspended);

    assertThat(models.awaitReady("minilm").getStatus().stableRevision()).isNotEqualTo(first);
  }

  @Test
  void aPodOfAJobThatIsHeldBackIsWaitedForToo(ControlPlane kube) {
    var models = new Models(kube.client(), kube.newNamespace("gates"));
    MutatedPods.gate(kube, models.namespace(), GATE);
    Pod pod;
    try {
      models.apply("minilm", tagged(1));
      ModelDeployment held = models.awaitReason("minilm", "SchedulingGated");

      assertThat(Models.condition(held, "Reconciling"))
          .hasValueSatisfying(c -> assertThat(c.getMessage()).endsWith(": " + GATE));
      assertThat(models.resolvers("minilm")).hasSize(1);
      pod = models.resolvers("minilm").getFirst();
      assertThat(models.jobs("minilm").getFirst().getSpec().getActiveDeadlineSeconds())
          .as("Kubernetes would count on while the pod is held back")
          .isNull();
      assertLeftAlone(models, () -> models.jobs("minilm"));
      assertThat(uids(models.resolvers("minilm"))).containsExactly(pod.getMetadata().getUid());
    } finally {
      MutatedPods.leave(kube, models.namespace());
    }

    ungate(kube, pod);

    models.awaitReady("minilm");
  }

  /** Nothing is replaced, and nobody is called, for longer than any deadline. */
  private static void assertLeftAlone(
      Models models, Supplier<List<? extends HasMetadata>> waiting) {
    List<String> before = uids(waiting.get());
    CLOCK.by(LONGER_THAN_THE_DEADLINE);
    Waiting.await("they are left alone")
        .pollInterval(Duration.ofMillis(500))
        .during(Duration.ofSeconds(3))
        .untilAsserted(
            () -> {
              models.poke("minilm");
              assertThat(uids(waiting.get())).isEqualTo(before);
              assertThat(Models.condition(models.get("minilm"), "Stalled")).isEmpty();
            });
    CLOCK.by(Duration.ZERO);
  }

  private static List<Pod> gated(Models models) {
    return models.pods("minilm").stream()
        .filter(p -> !p.getSpec().getSchedulingGates().isEmpty())
        .toList();
  }

  private static List<String> uids(List<? extends HasMetadata> objects) {
    return objects.stream().map(o -> o.getMetadata().getUid()).sorted().toList();
  }

  /** Who set the gate lets the pod go. */
  private static void ungate(ControlPlane kube, Pod pod) {
    kube.client()
        .pods()
        .inNamespace(pod.getMetadata().getNamespace())
        .withName(pod.getMetadata().getName())
        .edit(p -> new PodBuilder(p).editSpec().withSchedulingGates(List.of()).endSpec().build());
  }

  private static String spec(int digest) {
    return ofModel("@sha256:%064d".formatted(digest));
  }

  /** What a tag stands for is asked by a Job. */
  private static String tagged(int tag) {
    return ofModel(":" + tag);
  }

  private static String ofModel(String version) {
    return """
        model: {uri: "oci://registry.test/models/minilm%s"}
        resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
        rollout: {progressDeadline: 10m}
        """
        .formatted(version);
  }
}
