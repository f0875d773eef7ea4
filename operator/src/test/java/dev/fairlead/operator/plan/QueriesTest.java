package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueriesTest {
  private static final Map<String, String> NAMES =
      Map.of(
          "namespace", "demo",
          "model", "minilm",
          "stable", "minilm-1",
          "candidate", "minilm-2");

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '`',
      textBlock =
          """
          up{a="$namespace", b='$model'}         → up{a="demo", b='minilm'}
          up{a=~"$candidate|$stable-.+"}         → up{a=~"minilm-2|minilm-1-.+"}
          up{a=~"x$", b=~"($candidate)$"}        → up{a=~"x$", b=~"(minilm-2)$"}
          up{a="$candidates", b="$", c="$1"}     → up{a="$candidates", b="$", c="$1"}
          up                                     → up
          """)
  void namesTakeThePlacesOfPlaceholders(String query, String filled) {
    assertThat(Queries.filled(query, NAMES)).isEqualTo(filled);
  }

  /** Nothing that a name is taken with ends a literal, or means anything within it. */
  @Test
  void aNameEndsNoLiteral() {
    IntStream.rangeClosed(0, 0x3000)
        .mapToObj(character -> "a" + Character.toString(character))
        .filter(name -> !name.matches("a[a-zA-Z0-9._-]"))
        .forEach(
            name ->
                assertThatIllegalArgumentException()
                    .as(name)
                    .isThrownBy(() -> Queries.filled("up{a=\"$model\"}", Map.of("model", name))));
  }

  @Property
  void whatIsNoPlaceholderStays(@ForAll String query) {
    String without = query.replace("$", "");
    assertThat(Queries.filled(without, NAMES)).isEqualTo(without);
    assertThat(Queries.filled(without + "$model", NAMES)).isEqualTo(without + "minilm");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://prometheus.monitoring.svc:9090",
        "https://prom.example.com/team/a",
        "http://[fd00::1]:9090"
      })
  void anAddressIsTakenAsItIs(String url) {
    assertThat(Prometheus.of(url).url()).hasToString(url);
    assertThat(Prometheus.of(url + "/").url()).hasToString(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prometheus:9090",
        "ftp://prometheus:9090",
        "http://",
        "http:///x",
        "http://ada:s3cret@prometheus:9090",
        "http://prometheus:9090?token=s3cret",
        "http://prometheus:9090#s3cret",
        "http://s3cret prometheus"
      })
  void anotherOneIsRefusedAndNotRepeated(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Prometheus.of(url))
        .withMessageStartingWith("FAIRLEAD_ANALYSIS_PROMETHEUS_URL must be http://HOST:PORT/PATH")
        .withMessageNotContaining("s3cret");
  }
}
