package dev.fairlead.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelStatus;
import dev.fairlead.api.v1alpha1.RevisionState;
import dev.fairlead.api.v1alpha1.RevisionStatus;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.scrape.Answer;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Why versions did not go on, in the history that {@code status.revisions} is. */
class HistoryContractTest extends CandidateScene {
  private static final String ONE = "model: {uri: 'oci://registry.test/models/minilm:1'}\n";
  private static final String TWO = "model: {uri: 'oci://registry.test/models/minilm:2'}\n";
  private static final String THREE = "model: {uri: 'oci://registry.test/models/minilm:3'}\n";
  private static final String SHORT = "rollout: {progressDeadline: 59s}\n";

  private String first = "";
  private String second = "";

  HistoryContractTest() {
    super(ONE);
  }

  @Test
  void whatWasTakenBackSaysWhyAlsoOnceAnotherVersionIsDeclared() {
    takenBack();
    assertThat(of(second).state()).isEqualTo(RevisionState.Failed);
    assertThat(of(second).reason()).isEqualTo("RolledBack");
    assertThat(of(second).message())
        .startsWith("nothing moved for 59s (spec.rollout.progressDeadline), 0 of 1 pods ready;")
        .contains("OutOfMemory");
    String message = of(second).message();
    told();

    scene.edit(THREE).record();
    assertThat(of(second)).satisfies(r -> isEnded(r, RevisionState.Draining, message));
    told();

    leave(second);
    assertThat(of(second)).satisfies(r -> isEnded(r, RevisionState.Retired, message));
    assertThat(of(first).reason()).as("nothing is wrong with that").isNull();
  }

  @Test
  void whyItWasTakenBackOutlivesTheStatusInItsRecord() {
    takenBack();
    told();
    scene.edit(THREE).record();
    told();
    leave(second);
    RevisionStatus before = of(second);
    rerecord();

    scene.previous(null);

    assertThat(of(second)).isEqualTo(before);
    assertThat(before.reason()).isEqualTo("RolledBack");
    told();
    assertThat(written()).as("once").doesNotContain(second);
  }

  @Test
  void whatIsTriedAgainBeginsAnew() {
    takenBack();
    told();
    scene.edit(THREE).record();
    told();
    leave(second);
    rerecord();

    scene.edit(TWO);
    assertThat(of(second).state()).isEqualTo(RevisionState.Pending);
    assertThat(of(second).reason()).isNull();
    assertThat(of(second).message()).isNull();
    told();

    scene.edit(THREE);
    assertThat(of(second).state()).isEqualTo(RevisionState.Retired);
    assertThat(of(second).reason()).as("it was superseded").isNull();
    rerecord();
    assertThat(written()).as("its record is emptied once").doesNotContain(second);
    scene.previous(null);
    assertThat(of(second).reason()).isNull();
  }

  @Test
  void anAbortIsRemembered() {
    serve();
    second = scene.edit(TWO).record();
    scene.deployment(second, 1).pod(second, Pods.loading());
    scene.edit(TWO + "rollout: {abort: %s}\n".formatted(second));
    told();
    scene.edit(THREE).record();

    assertThat(of(second).reason()).isEqualTo("Aborted");
    assertThat(of(second).message())
        .isEqualTo(
            "spec.rollout.abort is %1$s: revision %1$s does not take over from %2$s"
                .formatted(second, first));
  }

  @Test
  void soIsWhyTheVeryFirstOneCouldNotWork() {
    first = scene.record();
    scene
        .deployment(first, 1)
        .pod(first, Pods.fetchFailed("ModelNotFound: no such tag"))
        .service(new Selection.One(first));
    told();
    scene.edit(TWO).record();

    assertThat(of(first).state()).isEqualTo(RevisionState.Draining);
    assertThat(of(first).reason()).isEqualTo("ModelNotFound");
    assertThat(of(first).message()).contains("no such tag");
  }

  /** It serves nobody any more, and what is wrong is not wrong with it. */
  @Test
  void aSpecThatCannotBeIsNobodysEnd() {
    serve();
    scene.pods().clear();
    scene.edit("model: {uri: 'gs://bucket/minilm'}\n");
    assertThat(of(first).reason()).isEqualTo("InvalidSpec");
    told();
    scene.edit(TWO).record();

    assertThat(of(first).state()).isEqualTo(RevisionState.Draining);
    assertThat(of(first).reason()).isNull();
  }

  private static void isEnded(RevisionStatus revision, RevisionState state, String message) {
    assertThat(revision.state()).isEqualTo(state);
    assertThat(revision.reason()).isEqualTo("RolledBack");
    assertThat(revision.message()).isEqualTo(message);
  }

  private void serve() {
    first = scene.record();
    scene.deployment(first, 1).pod(first, Pods.ready()).service(new Selection.One(first));
    var model = new ModelStatus("ONNX", null, null, List.of(), List.of());
    scene.previous(StatusFactory.of(scene.situation(new Answer.From(first, model))));
  }

  private void takenBack() {
    serve();
    second = scene.edit(TWO + SHORT).record();
    scene.deployment(second, 1).pod(second, Pods.serverFailed(137, "OOMKilled", ""));
  }

  /** Nothing is left of that revision but its record. */
  private void leave(String revision) {
    scene.deployments().removeIf(d -> d.getMetadata().getName().equals(revision));
    scene.pods().removeIf(pod -> revision.equals(pod.revision()));
  }

  private RevisionStatus of(String revision) {
    return status().revisions().stream()
        .filter(r -> r.name().equals(revision))
        .findFirst()
        .orElseThrow();
  }

  /** Names of the records that are to be written, that of the target apart. */
  private List<String> written() {
    String target = scene.plan().targetName();
    return planned(ControllerRevision.class)
        .map(record -> record.getMetadata().getName())
        .filter(name -> !name.equals(target))
        .toList();
  }

  /** What is planned of the records is written; the others stay as they are. */
  private void rerecord() {
    scene.replaceRecords(planned(ControllerRevision.class).toList());
  }
}
