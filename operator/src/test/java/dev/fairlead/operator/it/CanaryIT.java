package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.RolloutStep;
import dev.fairlead.api.v1alpha1.TrafficStatus;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;

/**
 * What the API server sees of a canary. The pods here are fake, and nobody can ask them: so a share
 * never comes into force, and must not be said to be.
 */
class CanaryIT {
  private static final String ONE = spec(1, "");
  private static final String CANARY =
      "rollout: {strategy: Canary, %scanary: {steps: [{weight: 20}, {weight: 50}]}}\n";
  private static final String LIVE = "serving.fairlead.dev/live";
  private static final String REVISION = "serving.fairlead.dev/revision";

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG);

  @Test
  @Execution(CONCURRENT)
  void aShareIsAskedForButNotSaidToBeInForceBeforePodsSaySo(ControlPlane kube) {
    var models = new Models(kube.client(), kube.newNamespace("canary"));
    Kube.withOperator(
        kube,
        models,
        () -> {
          String first = begin(models);
          awaitShare(models);
          ModelDeploymentStatus status = models.get("minilm").getStatus();
          String second = status.candidateRevision();

          assertThat(status.traffic()).containsExactly(new TrafficStatus(first, 100));
          assertThat(status.rollout().step()).isEqualTo(RolloutStep.Starting);
          assertThat(status.rollout().canary().since()).isNull();
          assertThat(models.service("minilm-candidate").getSpec().getSelector())
              .containsEntry(REVISION, second);
          assertThat(models.service("minilm").getSpec().getSelector())
              .containsEntry(REVISION, first);
          Waiting.until("its pods are told", () -> areTold(models, first));
        });
  }

  @Test
  @Execution(CONCURRENT)
  void anAbortTakesTheShareBackAndTheNextOperatorKnowsIt(ControlPlane kube) {
    var models = new Models(kube.client(), kube.newNamespace("canary"));
    Kube.withOperator(
        kube,
        models,
        () -> {
          begin(models);
          awaitShare(models);
        });
    Kube.withOperator(
        kube,
        models,
        () -> {
          String second = models.get("minilm").getStatus().candidateRevision();
          models.apply("minilm", spec(2, CANARY.formatted("abort: %s, ".formatted(second))));
          models.awaitReason("minilm", "Aborted");
          Waiting.until("its pods go", () -> models.deployments("minilm").size() == 1);
          assertThat(models.liveSettings("minilm")).doesNotContain("share");
        });
  }

  /** Two pods serve, and the next version is declared. */
  private static String begin(Models models) {
    models.apply("minilm", ONE);
    String first = models.awaitReady("minilm").getStatus().stableRevision();
    models.apply("minilm", spec(2, CANARY.formatted("")));
    return first;
  }

  private static boolean areTold(Models models, String revision) {
    return models.pods("minilm").stream()
        .filter(pod -> revision.equals(pod.getMetadata().getLabels().get(REVISION)))
        .map(pod -> pod.getMetadata().getAnnotations())
        .allMatch(a -> a != null && a.containsKey(LIVE));
  }

  private static void awaitShare(Models models) {
    Waiting.until(
        "a share is asked for", () -> models.liveSettings("minilm").contains("percent: 20"));
  }

  private static String spec(int version, String more) {
    return """
        model: {uri: "oci://registry.test/models/minilm:%d"}
        resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
        replicas: 2
        """
            .formatted(version)
        + more;
  }
}
