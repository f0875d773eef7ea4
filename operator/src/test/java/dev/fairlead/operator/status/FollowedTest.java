package dev.fairlead.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.ModelStatus;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.apply.Applied;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.scrape.Answer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the status says of a reference that is followed. */
class FollowedTest {
  private static final String ONE = "model: {uri: 'oci://registry.test/m:1'}\n";
  private static final String TRACKED = "model: {uri: 'oci://registry.test/m:1', track: {}}\n";
  private static final String A = "sha256:" + "3".repeat(64);
  private static final String B = "sha256:" + "b".repeat(64);
  private static final Duration LONG_AGO = Duration.ofHours(1);

  private Scene scene;
  private String first;
  private ModelDeploymentStatus before;

  @BeforeEach
  void itServes() {
    scene = Scene.of(TRACKED);
    first = scene.record();
    scene.deployment(first, 1).pod(first, Pods.ready()).service(new Selection.One(first));
    scene.jobEnded("Complete", Duration.ofMinutes(1));
    var model = new ModelStatus("ONNX", null, null, List.of(), List.of());
    before = StatusFactory.of(scene.situation(new Answer.From(first, model)));
    scene.previous(before);
  }

  @Test
  void itSaysWhatWasFoundAndWhoAsked() {
    assertThat(before.tracking().identity()).isEqualTo(A);
    assertThat(before.tracking().resolved()).isEqualTo("oci://registry.test/m@" + A);
    assertThat(before.tracking().job()).matches("minilm-resolve-\\w{8}");
    assertThat(before.tracking().reason()).isNull();
    assertThat(before.revisions().getFirst().reason()).isNull();
  }

  @Test
  void aLookThatFindsNothingNewWritesNothing() {
    assertThat(status()).isEqualTo(before);
    scene.jobEnded("Complete", LONG_AGO);
    assertThat(status()).as("it is due").isEqualTo(before);
    scene.resolver(null);
    assertThat(status()).as("its pod is gone").isEqualTo(before);
    scene.jobRuns().resolver(Pods.resolving());
    assertThat(status()).as("it asks").isEqualTo(before);
    scene.jobEnded("Complete", Duration.ZERO).resolver(Pods.resolved());
    assertThat(status()).as("it has asked").isEqualTo(before);
    scene.unresolved();
    assertThat(status()).as("between two Jobs").isEqualTo(before);
  }

  @Test
  void whatMovedIsSaidAndSoIsWhyThereIsAnotherRevision() {
    scene.resolver(
        Pods.resolved(
            "Resolved: identity=%1$s files=3 uri=oci://registry.test/m@%1$s".formatted(B)));
    ModelDeploymentStatus after = status();

    assertThat(after.tracking().identity()).isEqualTo(B);
    assertThat(after.candidateRevision()).isNotNull();
    assertThat(after.revisions().getFirst().reason()).isEqualTo("Tracked");
    assertThat(after.revisions().getFirst().model().resolved()).endsWith(B);
  }

  @Test
  void aFailureStaysInSightUntilThereIsAnAnswer() {
    scene.resolver(Pods.unresolved("AccessDenied: HTTP 401")).jobEnded("Failed", Duration.ZERO);
    ModelDeploymentStatus failed = status();
    assertThat(failed.tracking().reason()).isEqualTo("AccessDenied");
    assertThat(failed.tracking().message()).isEqualTo("HTTP 401");
    assertThat(failed.tracking().identity()).isEqualTo(A);
    assertThat(failed.conditions()).as("what serves is as it was").isEqualTo(before.conditions());

    scene.previous(failed).jobRuns().resolver(Pods.resolving());
    assertThat(status()).isEqualTo(failed);
    scene.jobEnded("Complete", Duration.ZERO).resolver(Pods.resolved());
    assertThat(status()).isEqualTo(before);
  }

  @Test
  void aJobThatIsRefusedIsToldAndNoTroubleOfWhatServes() {
    var refused = new Applied.Refusal.Forbidden("Job minilm-resolve-x: exceeded quota: jobs");
    Situation situation =
        scene.situation(new Answer.NotAsked(), new Applied(null, refused, null, null), null);
    ModelDeploymentStatus after = StatusFactory.of(situation);

    assertThat(after.tracking().reason()).isEqualTo("QuotaExceeded");
    assertThat(after.conditions()).isEqualTo(before.conditions());
  }

  @Test
  void aPodThatNoNodeTakesIsToldBeforeItsJobEnds() {
    scene
        .jobRuns()
        .resolver(Pods.unschedulable("0/3 nodes are available").aged(Duration.ofMinutes(30)));
    ModelDeploymentStatus after = status();

    assertThat(after.tracking().reason()).isEqualTo("Unschedulable");
    assertThat(after.tracking().message()).isEqualTo("0/3 nodes are available");
    assertThat(after.conditions()).isEqualTo(before.conditions());
  }

  @Test
  void withoutItNothingIsSaid() {
    scene.edit(ONE);
    assertThat(status().tracking()).isNull();
  }

  private ModelDeploymentStatus status() {
    return StatusFactory.of(scene.situation());
  }
}
