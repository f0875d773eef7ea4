package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.rollout.Selection;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which records of six versions go, and which stay whatever {@code revisionHistoryLimit} says. */
class HistoryLimitTest {
  private static final String NONE = "revisionHistoryLimit: 0\n";

  private final Scene scene = Scene.of(version(1));
  private final List<String> names = new ArrayList<>();

  HistoryLimitTest() {
    for (int version = 1; version <= 6; version++) {
      names.add(scene.edit(version(version)).record());
    }
  }

  @Test
  void theOldestOnesWithoutPodsGo() {
    serve(6);
    assertThat(expired()).as("by default there may be ten").isEmpty();

    scene.edit(version(6) + "revisionHistoryLimit: 2\n");

    assertThat(expired()).containsExactly(name(1), name(2), name(3));
  }

  @Test
  void whatServesAndWhatIsOnItsWayStay() {
    serve(1);
    scene.edit(version(6) + NONE).deployment(name(6), 1).pod(name(6), Pods.loading());

    assertThat(expired()).containsExactly(name(2), name(3), name(4), name(5));
  }

  /** It is what an abort, or a failure of the next one, goes back to. */
  @Test
  void whomTheServiceLeadsToStaysWithoutItsDeploymentToo() {
    scene.service(new Selection.One(name(1)));
    scene.edit(version(6) + NONE).deployment(name(6), 1).pod(name(6), Pods.loading());

    assertThat(expired()).containsExactly(name(2), name(3), name(4), name(5));
  }

  @Test
  void whatIsPinnedStaysAndSoDoesWhatIsDeclaredBesideIt() {
    serve(2);
    scene.edit(version(5) + NONE + "rollout: {pinnedRevision: %s}\n".formatted(name(2)));

    assertThat(expired()).containsExactly(name(1), name(3), name(4), name(6));
  }

  @Test
  void whatAnAbortHoldsBackStays() {
    serve(1);
    scene.edit(version(5) + NONE + "rollout: {abort: %s}\n".formatted(name(5)));
    assertThat(scene.plan().targetName()).isEqualTo(name(1));

    assertThat(expired()).containsExactly(name(2), name(3), name(4), name(6));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "paused: true\n",
        "rollout: {pinnedRevision: minilm-typo}\n",
        "runtime: {env: [{name: LD_PRELOAD, value: /x}]}\n"
      })
  void whileNothingMayChangeNothingGoes(String more) {
    serve(1);
    scene.edit(version(6) + NONE + more);
    assertThat(scene.plan().targetName()).isEqualTo(name(1));

    assertThat(expired()).isEmpty();
  }

  private void serve(int version) {
    scene
        .deployment(name(version), 1)
        .pod(name(version), Pods.ready())
        .service(new Selection.One(name(version)));
  }

  private String name(int version) {
    return names.get(version - 1);
  }

  private List<String> expired() {
    return scene.plan().delete().stream()
        .filter(ControllerRevision.class::isInstance)
        .map(record -> record.getMetadata().getName())
        .toList();
  }

  private static String version(int number) {
    return "model: {uri: 'oci://registry.test/models/minilm:%d'}\n".formatted(number);
  }
}
