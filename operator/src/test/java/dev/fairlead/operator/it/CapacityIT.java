package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.FakeNodes;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;

/** There is no room for one more pod in the middle of a rollout: what is told and what is done. */
class CapacityIT {
  private static final String GPU = "nvidia.com/gpu";
  private static final String REVISION = "serving.fairlead.dev/revision";

  /** Its pods get ready when the test says so. */
  private static final String BY_HAND =
      "metadata: {annotations: {test.fairlead.dev/pod: untouched}}, ";

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG.dedicated());

  private Models models;

  /** Of which the two pods of a model have all. */
  @BeforeEach
  void givenANamespaceAndANodeOfTwoGpus(ControlPlane kube) {
    models = new Models(kube.client(), kube.newNamespace("capacity"));
    addNode(kube, "a", 2);
  }

  @Test
  @Execution(CONCURRENT)
  void aSurgePodWaitsWithTheSchedulersNumbersAndWhatServesGoesOn(ControlPlane kube) {
    Kube.withOperator(
        kube,
        models,
        () -> {
          String first = serving();
          List<String> pods = uids(first);

          models.apply("minilm", spec(2, "", ""));
          ModelDeployment waiting = models.awaitReason("minilm", "Unschedulable");

          String second = waiting.getStatus().candidateRevision();
          awaitTheSchedulersWords(second);
          assertThat(Models.condition(waiting, "Stalled")).isEmpty();
          assertThat(Models.is(waiting, "Available", "True")).isTrue();
          assertThat(waiting.getStatus().stableRevision()).isEqualTo(first);
          assertThat(podsOf(second)).hasSize(1);
          assertThat(uids(first)).isEqualTo(pods);

          addNode(kube, "b", 1);
          assertThat(models.awaitReady("minilm").getStatus().stableRevision()).isEqualTo(second);
        });
  }

  @Test
  @Execution(CONCURRENT)
  void whereOnePodMayBeMissingOneOldOneGoesForEachNewOne(ControlPlane kube) {
    Kube.withOperator(
        kube,
        models,
        () -> {
          String first = serving();

          models.apply("minilm", spec(2, BY_HAND, "rollout: {rolling: {maxUnavailable: 1}}"));
          ModelDeployment waiting = models.awaitReason("minilm", "Unschedulable");
          String second = waiting.getStatus().candidateRevision();
          Pod placed = awaitPlaced(second, 1).getFirst();
          awaitTheSchedulersWords(second);
          Waiting.await("the last old pod stays until a new one is ready")
              .pollInterval(Duration.ofMillis(500))
              .during(Duration.ofSeconds(3))
              .until(() -> podsOf(first).size() == 1);
          assertThat(Models.is(models.get("minilm"), "Available", "True")).isTrue();

          models.becomesReady(placed, "10.1.3.1");
          Pod other =
              awaitPlaced(second, 2).stream()
                  .filter(pod -> !uid(pod).equals(uid(placed)))
                  .findFirst()
                  .orElseThrow();
          assertThat(podsOf(first)).as("its GPU is taken").isEmpty();
          models.becomesReady(other, "10.1.3.2");

          assertThat(models.awaitReady("minilm").getStatus().stableRevision()).isEqualTo(second);
        });
  }

  /** There its image would end with an exec format error. */
  @Test
  @Execution(CONCURRENT)
  void aNodeOfAnotherArchitectureGetsNoPodUnlessTheModelAsksForIt(ControlPlane kube) {
    String only = models.namespace() + "-arm";
    kube.client()
        .resource(
            FakeNodes.node(only)
                .editMetadata()
                .addToLabels(Map.of("only", only, "kubernetes.io/arch", "arm64"))
                .endMetadata()
                .build())
        .create();
    Kube.withOperator(
        kube,
        models,
        () -> {
          models.apply("minilm", on("{only: %s}".formatted(only)));
          ModelDeployment waiting = models.awaitReason("minilm", "Unschedulable");
          assertThat(Models.condition(waiting, "Ready").orElseThrow().getMessage())
              .contains("didn't match Pod's node affinity/selector");

          models.apply("minilm", on("{only: %s, kubernetes.io/arch: arm64}".formatted(only)));
          models.awaitReady("minilm");
        });
  }

  private static String on(String nodes) {
    return """
        model: {uri: "oci://registry.test/models/minilm@sha256:%064d"}
        resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
        template: {spec: {nodeSelector: %s}}
        """
        .formatted(1, nodes);
  }

  /** Two pods serve; their revision. */
  private String serving() {
    models.apply("minilm", spec(1, "", ""));
    return models.awaitReady("minilm").getStatus().stableRevision();
  }

  /** The status has them, with its numbers: of nodes, which another test adds too. */
  private void awaitTheSchedulersWords(String revision) {
    Waiting.await("the scheduler's words")
        .untilAsserted(
            () -> {
              String said = theSchedulersWords(revision);
              assertThat(said).contains("nodes are available", "Insufficient " + GPU);
              ModelDeployment md = models.get("minilm");
              assertThat(Models.condition(md, "Ready").orElseThrow().getMessage()).contains(said);
              assertThat(Models.condition(md, "Reconciling").orElseThrow().getReason())
                  .isEqualTo("Unschedulable");
            });
  }

  private String theSchedulersWords(String revision) {
    return podsOf(revision).stream()
        .flatMap(pod -> pod.getStatus().getConditions().stream())
        .filter(c -> "Unschedulable".equals(c.getReason()))
        .map(PodCondition::getMessage)
        .findFirst()
        .orElse("");
  }

  private void addNode(ControlPlane kube, String name, int gpus) {
    var count = new Quantity(Integer.toString(gpus));
    kube.client()
        .resource(
            FakeNodes.node(models.namespace() + "-" + name)
                .editMetadata()
                .addToLabels("of", models.namespace())
                .endMetadata()
                .editStatus()
                .addToCapacity(GPU, count)
                .addToAllocatable(GPU, count)
                .endStatus()
                .build())
        .create();
  }

  private List<Pod> awaitPlaced(String revision, int count) {
    return Waiting.await("pods with a node")
        .until(
            () ->
                podsOf(revision).stream()
                    .filter(pod -> Objects.nonNull(pod.getSpec().getNodeName()))
                    .toList(),
            placed -> placed.size() == count);
  }

  private List<Pod> podsOf(String revision) {
    return models.pods("minilm").stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(pod -> revision.equals(pod.getMetadata().getLabels().get(REVISION)))
        .toList();
  }

  private List<String> uids(String revision) {
    return podsOf(revision).stream().map(CapacityIT::uid).sorted().toList();
  }

  private static String uid(Pod pod) {
    return pod.getMetadata().getUid();
  }

  /** By its digest, of which nothing has to be found out. */
  private String spec(int version, String more, String rollout) {
    return """
        model: {uri: "oci://registry.test/models/minilm@sha256:%064d"}
        resources:
          requests: {cpu: 10m, memory: 16Mi}
          limits: {memory: 64Mi, nvidia.com/gpu: 1}
        replicas: 2
        template: {%sspec: {nodeSelector: {of: %s}}}
        %s
        """
        .formatted(version, more, models.namespace(), rollout);
  }
}
