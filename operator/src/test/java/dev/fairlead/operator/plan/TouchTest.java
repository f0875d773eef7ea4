package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.Scene;
import dev.fairlead.operator.observe.Labels;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.rollout.analysis.Readings;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pod was told of settings, which are not in force there. */
class TouchTest {
  @ParameterizedTest
  @CsvSource({
    "PT8S, PT4S, false",
    "PT8S, PT5S, true",
    "PT1M, PT14S, false",
    "PT1M, PT15S, true",
    "PT1H, PT14M59S, false",
    "PT1H, PT15M, true",
  })
  void itIsToldAgainTheLessOftenTheLongerThatIsInVain(
      Duration madeAgo, Duration toldAgo, boolean isDue) {
    Instant made = Scene.NOW.minus(madeAgo);
    var live =
        new LiveSettings(
            made.getEpochSecond(), new LiveSettings.Share(20, null), null, new TreeSet<>(), 0);
    Touch told = Touch.of(pod(""), live, Scene.NOW.minus(toldAgo));
    var behind = new Readings(Map.of("a", 1L), null);

    assertThat(Touch.isDue(pod(told.text()), live, behind, Scene.NOW)).isEqualTo(isDue);
  }

  private static ModelPod pod(String live) {
    return new ModelPod(
        new PodBuilder()
            .withNewMetadata()
            .withName("a")
            .addToAnnotations(Labels.LIVE, live)
            .endMetadata()
            .build());
  }
}
