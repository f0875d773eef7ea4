package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.RevisionState;
import dev.fairlead.api.v1alpha1.RevisionStatus;
import dev.fairlead.operator.revision.Learned;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Waiting;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;

/** Which revisions stay recorded, and what is remembered of them. */
class HistoryIT {
  private static final String NONE = "revisionHistoryLimit: 0\n";
  private static final String APPROVAL =
      "rollout: {strategy: BlueGreen, blueGreen: {keepOld: 0s, approval: Required}%s}\n";

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG);

  @Test
  @Execution(CONCURRENT)
  void recordsGoByTheLimitAndNeverOneThatIsReferredTo(ControlPlane kube) {
    var models = new Models(kube.client(), kube.newNamespace("history"));
    Kube.withOperator(
        kube,
        models,
        () -> {
          rollOut(models, spec(1));
          String second = rollOut(models, spec(2));
          String third = rollOut(models, spec(3));
          assertThat(models.records("minilm")).hasSize(3);

          models.apply("minilm", spec(3) + "revisionHistoryLimit: 1\n");
          awaitRecords(models, second, third);

          String pin = NONE + "rollout: {pinnedRevision: %s}\n".formatted(second);
          assertThat(rollOut(models, spec(3) + pin)).as("the pinned one").isEqualTo(second);
          awaitRecords(models, second, third);

          models.apply("minilm", spec(4) + NONE + APPROVAL.formatted(""));
          ModelDeploymentStatus waiting =
              models.awaitReason("minilm", "AwaitingApproval").getStatus();
          String fourth = waiting.candidateRevision();
          assertThat(waiting.stableRevision()).isEqualTo(second);
          awaitRecords(models, second, fourth);

          rollOut(models, spec(4) + NONE + APPROVAL.formatted(", approve: " + fourth));
          awaitRecords(models, fourth);
        });
  }

  @Test
  @Execution(CONCURRENT)
  void whyAVersionWasTakenBackIsKnownAfterTheStatusWasLost(ControlPlane kube) {
    var models = new Models(kube.client(), kube.newNamespace("history"));
    Kube.withOperator(
        kube,
        models,
        () -> {
          rollOut(models, spec(1));
          models.apply("minilm", spec(2) + APPROVAL.formatted(""));
          String second =
              models.awaitReason("minilm", "AwaitingApproval").getStatus().candidateRevision();
          models.apply("minilm", spec(2) + APPROVAL.formatted(", abort: " + second));
          models.awaitReason("minilm", "Aborted");
          rollOut(models, spec(3));
          Waiting.until("its pods are gone", () -> models.deployment(second) == null);

          RevisionStatus before = retired(models, second);
          assertThat(before.reason()).isEqualTo("Aborted");
          assertThat(before.message()).contains("spec.rollout.abort is " + second);
          Waiting.until(
              "its record has it", () -> Learned.of(models.record(second)).ending() != null);
          models.loseStatus("minilm");

          assertThat(retired(models, second)).isEqualTo(before);
        });
  }

  /** Its status, once it has no pods any more. */
  private static RevisionStatus retired(Models models, String revision) {
    List<RevisionStatus> revisions =
        models
            .await(
                "minilm",
                md ->
                    md.getStatus().revisions().stream()
                        .anyMatch(
                            r -> r.name().equals(revision) && r.state() == RevisionState.Retired))
            .getStatus()
            .revisions();
    return revisions.stream().filter(r -> r.name().equals(revision)).findFirst().orElseThrow();
  }

  /** The revision that serves then. */
  private static String rollOut(Models models, String spec) {
    models.apply("minilm", spec);
    return models.awaitReady("minilm").getStatus().stableRevision();
  }

  private static void awaitRecords(Models models, String... names) {
    Waiting.await("records are " + List.of(names))
        .until(
            () ->
                models.records("minilm").stream()
                    .map(record -> record.getMetadata().getName())
                    .collect(Collectors.toSet()),
            Set.of(names)::equals);
  }

  private static String spec(int version) {
    return """
        model: {uri: "oci://registry.test/models/minilm@sha256:%064d"}
        resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
        """
        .formatted(version);
  }
}
