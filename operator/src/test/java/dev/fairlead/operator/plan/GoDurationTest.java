package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
  @ParameterizedTest
  @CsvSource({
    "90s, PT1M30S",
    "10m, PT10M",
    "1h30m, PT1H30M",
    "1h1m1s1ms, PT1H1M1.001S",
    "1500ms, PT1.5S",
    "0s, PT0S",
    "2m500ms, PT2M0.5S"
  })
  void aDurationAsKubernetesWritesIt(String text, Duration duration) {
    assertThat(GoDuration.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @CsvSource({"90s, 1m30s", "600s, 10m", "90m, 1h30m", "48h, 48h", "0s, 0s", "1500ms, 1s500ms"})
  void itIsWrittenInItsShortestForm(String text, String shortest) {
    assertThat(GoDuration.format(GoDuration.parse(text))).isEqualTo(shortest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "10 m", "1d", "-1s", "1.5h", "m", "10mx", "x10m"})
  void anythingElseIsNone(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GoDuration.parse(text))
        .withMessage("'" + text + "' is not a duration such as 90s, 10m or 1h30m");
  }
}
