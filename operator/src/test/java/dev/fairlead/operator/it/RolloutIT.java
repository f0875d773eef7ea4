package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.RevisionState;
import dev.fairlead.api.v1alpha1.RevisionStatus;
import dev.fairlead.testsupport.AuditLog;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Waiting;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From one version to another, whatever happens meanwhile. */
class RolloutIT {
  private static final String ONE = spec("oci://registry.test/models/minilm:1");
  private static final String TWO = spec("oci://registry.test/models/minilm:2");
  private static final String UNRESOLVED = spec("oci://unresolved.test/models/minilm:3");
  private static final String FOREIGN =
      """
      runtime:
        image: registry.test/own:1
        custom: {ports: [{name: http, containerPort: 9000}]}
      """;

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG);

  @Test
  @Execution(CONCURRENT)
  void refusedWritesAreTriedAgain(ControlPlane kube) throws Exception {
    String ending = ending(kube, models(kube));
    Models models = models(kube);
    try (var refusing = new Refusing()) {
      Kube.withOperator(
          kube,
          TestConfig.DEFAULT.watching(models.namespace()),
          refusing,
          () -> {
            start(models);
            models.apply("minilm", TWO);
            models.awaitReady("minilm");
          });
      assertThat(refusing.refused()).isGreaterThanOrEqualTo(4);
    }
    assertThat(Ending.of(models, "minilm")).isEqualTo(ending);
  }

  @Test
  @Execution(CONCURRENT)
  void goingBackIsTheOldRevisionOnItsOldImage(ControlPlane kube) {
    Models models = models(kube);
    ending(kube, models);
    String newer = "registry.test/fairlead/runtime-onnx:2";
    Kube.withOperator(
        kube,
        TestConfig.DEFAULT.withRuntimeImage(newer).watching(models.namespace()),
        http -> {},
        () -> {
          models.apply("minilm", ONE);
          List<RevisionStatus> revisions = models.awaitReady("minilm").getStatus().revisions();
          assertThat(revisions).extracting(RevisionStatus::number).containsExactly(2L, 1L);
          assertThat(revisions)
              .extracting(RevisionStatus::state)
              .containsExactly(RevisionState.Retired, RevisionState.Serving);
          assertThat(revisions.getLast().image().name()).isEqualTo(TestConfig.RUNTIME_IMAGE);
          assertThat(models.records("minilm")).hasSize(2);

          models.apply("minilm", ONE + "refresh: newer image\n");
          assertThat(models.awaitReady("minilm").getStatus().revisions().getFirst().image().name())
              .isEqualTo(newer);
        });
  }

  /** What is declared beside cannot even be resolved. */
  @Test
  @Execution(CONCURRENT)
  void aPinnedRevisionServesWhateverIsDeclaredAndNothingIsAsked(ControlPlane kube) {
    Models models = models(kube);
    Kube.withOperator(
        kube,
        models,
        () -> {
          String first = start(models).getStatus().stableRevision();
          models.apply("minilm", TWO);
          String second = models.awaitReady("minilm").getStatus().stableRevision();
          Waiting.until("no Job is left", () -> models.jobs("minilm").isEmpty());
          AuditLog.Mark before = kube.auditLog().mark();

          models.apply("minilm", UNRESOLVED + pin(first));
          assertThat(models.awaitReady("minilm").getStatus().stableRevision()).isEqualTo(first);
          models.apply("minilm", UNRESOLVED + pin(second));
          assertThat(models.awaitReady("minilm").getStatus().stableRevision()).isEqualTo(second);

          assertThat(models.records("minilm")).hasSize(2);
          assertThat(Kube.writes(kube, before, models.namespace()))
              .noneMatch(write -> write.resource().equals("jobs"));
        });
  }

  @Test
  @Execution(CONCURRENT)
  void aPinThatNamesNothingChangesNothingAndSaysWhatThereIs(ControlPlane kube) {
    Models models = models(kube);
    Kube.withOperator(
        kube,
        models,
        () -> {
          String first = start(models).getStatus().stableRevision();
          models.apply("minilm", TWO);
          String second = models.awaitReady("minilm").getStatus().stableRevision();
          Waiting.until("the old pods are gone", () -> models.pods("minilm").size() == 2);
          List<String> pods = uids(models);

          models.apply("minilm", ONE + pin("minilm-typo"));
          ModelDeployment refused = models.awaitReason("minilm", "RevisionNotFound");

          assertThat(Models.is(refused, "Stalled", "True")).isTrue();
          assertThat(Models.is(refused, "Available", "True")).isTrue();
          assertThat(Models.condition(refused, "Ready").orElseThrow().getMessage())
              .contains("minilm-typo", first, second);
          assertThat(refused.getStatus().stableRevision()).isEqualTo(second);
          assertThat(uids(models)).isEqualTo(pods);

          models.apply("minilm", TWO);
          assertThat(models.awaitReady("minilm").getStatus().stableRevision()).isEqualTo(second);
          assertThat(uids(models)).isEqualTo(pods);
        });
  }

  @ParameterizedTest
  @Execution(CONCURRENT)
  @ValueSource(strings = {"strategy: BlueGreen, blueGreen: {keepOld: 0s}", "strategy: Recreate"})
  void withAnotherStrategyTheNewVersionIsLeftAloneTheSame(String rollout, ControlPlane kube) {
    Models models = models(kube);
    Kube.withOperator(
        kube,
        models,
        () -> {
          start(models);
          models.apply("minilm", TWO + "rollout: {%s}\n".formatted(rollout));
          assertThat(models.awaitReady("minilm").getStatus().revisions())
              .extracting(RevisionStatus::state)
              .containsExactly(RevisionState.Serving, RevisionState.Retired);
        });
    assertThat(models.deployments("minilm")).hasSize(1);
  }

  /** Fairlead asks such a server for nothing that a strategy needs, but for Canary. */
  @Test
  @Execution(CONCURRENT)
  void aForeignServerIsReplacedByBlueGreenToo(ControlPlane kube) {
    Models models = models(kube);
    Kube.withOperator(
        kube,
        models,
        () -> {
          models.apply("minilm", ONE + FOREIGN);
          String first = models.awaitReady("minilm").getStatus().stableRevision();
          models.apply(
              "minilm",
              TWO + FOREIGN + "rollout: {strategy: BlueGreen, blueGreen: {keepOld: 0s}}\n");
          ModelDeployment after = models.awaitReady("minilm");
          assertThat(after.getStatus().stableRevision()).isNotEqualTo(first);
          assertThat(after.getStatus().revisions())
              .extracting(RevisionStatus::state)
              .containsExactly(RevisionState.Serving, RevisionState.Retired);
        });
    assertThat(models.deployments("minilm")).hasSize(1);
  }

  @Test
  @Execution(CONCURRENT)
  void aVersionThatNobodyApprovedWaitsUntilSomebodyDoes(ControlPlane kube) {
    Models models = models(kube);
    String rollout = "rollout: {strategy: BlueGreen, blueGreen: {keepOld: 0s, approval: Required}";
    Kube.withOperator(
        kube,
        models,
        () -> {
          String first = start(models).getStatus().stableRevision();
          models.apply("minilm", TWO + rollout + "}\n");
          ModelDeployment waiting = models.awaitReason("minilm", "AwaitingApproval");
          assertThat(waiting.getStatus().stableRevision()).isEqualTo(first);
          String second = waiting.getStatus().candidateRevision();

          models.apply("minilm", TWO + rollout + ", approve: %s}\n".formatted(second));
          assertThat(models.awaitReady("minilm").getStatus().stableRevision()).isEqualTo(second);
        });
  }

  @Test
  @Execution(CONCURRENT)
  void anUpgradeOfTheOperatorTouchesNothing(ControlPlane kube) {
    Models models = models(kube);
    Kube.withOperator(kube, models, () -> start(models));
    AuditLog.Mark before = kube.auditLog().mark();
    var upgraded =
        TestConfig.DEFAULT
            .withRuntimeImage("registry.test/fairlead/runtime-onnx:2")
            .watching(models.namespace());
    try (InProcessOperator operator = Kube.startOperator(kube, upgraded)) {
      Waiting.until("it is looked at", () -> operator.reconciles() > 0);
    }
    assertThat(Kube.writes(kube, before, models.namespace())).isEmpty();
  }

  /** A rollout that nobody disturbs, and what it comes to. */
  private static String ending(ControlPlane kube, Models models) {
    Kube.withOperator(
        kube,
        models,
        () -> {
          start(models);
          models.apply("minilm", TWO);
          models.awaitReady("minilm");
        });
    return Ending.of(models, "minilm");
  }

  private static Models models(ControlPlane kube) {
    return new Models(kube.client(), kube.newNamespace("rollout"));
  }

  private static ModelDeployment start(Models models) {
    models.apply("minilm", ONE);
    return models.awaitReady("minilm");
  }

  private static String pin(String revision) {
    return "rollout: {pinnedRevision: %s}\n".formatted(revision);
  }

  private static List<String> uids(Models models) {
    return models.pods("minilm").stream().map(p -> p.getMetadata().getUid()).sorted().toList();
  }

  private static String spec(String uri) {
    return """
        model: {uri: "%s"}
        resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
        replicas: 2
        """
        .formatted(uri);
  }
}
