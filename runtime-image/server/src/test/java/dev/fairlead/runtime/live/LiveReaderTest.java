package dev.fairlead.runtime.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.runtime.config.ConfigException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveReaderTest {
  private static LiveSettings read(String document) throws ConfigException {
    return LiveReader.read(document.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void everythingIsReadFromYaml() throws ConfigException {
    LiveSettings settings =
        read(
            """
            generation: 7
            share:
              percent: 5.25
              target: minilm-candidate:80
              grpcTarget: minilm-candidate:8081
              sticky: {header: X-User}
            mirror: {percent: 10, target: minilm-candidate:80, maxRelativeDifference: 1e-2}
            retired: [minilm-1, minilm-2]
            logLevel: Debug
            """);

    assertThat(settings)
        .isEqualTo(
            new LiveSettings(
                7,
                new Share(
                    new Percent(525),
                    new Target("minilm-candidate", 80),
                    new Target("minilm-candidate", 8081),
                    "X-User"),
                new Mirror(new Percent(1_000), new Target("minilm-candidate", 80), 0.01),
                Set.of("minilm-1", "minilm-2"),
                Level.FINE));
  }

  @Test
  void jsonIsReadAsWell() throws ConfigException {
    LiveSettings settings =
        read("{\"generation\": 2, \"share\": {\"percent\": 0.01, \"target\": \"10.0.0.1:8080\"}}");

    assertThat(settings)
        .isEqualTo(
            new LiveSettings(
                2,
                new Share(new Percent(1), new Target("10.0.0.1", 8080), null, null),
                null,
                Set.of(),
                Level.INFO));
  }

  @Test
  void aShareOfNothingIsNone() throws ConfigException {
    LiveSettings settings =
        read(
            """
            generation: 9223372036854775807
            share: {percent: 0, target: a:80}
            mirror: {percent: 0.00, target: a:80, maxRelativeDifference: 0}
            """);

    assertThat(settings)
        .isEqualTo(new LiveSettings(Long.MAX_VALUE, null, null, Set.of(), Level.INFO));
  }

  @Test
  void onlyWhoIsNamedIsRetired() throws ConfigException {
    LiveSettings settings = read("{generation: 1, retired: [minilm-1]}");

    assertThat(settings.retires("minilm-1")).isTrue();
    assertThat(settings.retires("minilm-2")).isFalse();
    assertThat(settings.retires(null)).as("who has no name").isFalse();
    assertThat(LiveSettings.NONE.retires("minilm-1")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "~ | the document is no mapping",
        "[1] | the document is no mapping",
        "{} | generation is missing: give a number",
        "{generation: 0} | generation is '0': give a whole number above 0",
        "{generation: 1.5} | generation is '1.5': give a whole number above 0",
        "{generation: 9223372036854775808} | give a whole number above 0",
        "{generation: \"1\"} | generation is '1': give a number",
        "{generation: 1, shares: {}} | shares is not known: there are [generation, logLevel,",
        "{generation: 1, share: 5} | share is no mapping: it has the keys [grpcTarget, percent,",
        "{generation: 1, share: {percent: 5}} | share.target is missing: give HOST:PORT",
        "{generation: 1, share: {target: a:80}} | share.percent is missing: give a number",
        "{generation: 1, share: {percent: 100.01, target: a:80}} | give a number from 0 to 100",
        "{generation: 1, share: {percent: -1, target: a:80}} | share.percent is '-1'",
        "{generation: 1, share: {percent: 1.005, target: a:80}} | with at most two decimals",
        "{generation: 1, share: {percent: .nan, target: a:80}} | share.percent is",
        "{generation: 1, share: {percent: 5, target: a}} | share.target is 'a': give HOST:PORT",
        "{generation: 1, share: {percent: 5, target: a:65536}} | give HOST:PORT",
        "{generation: 1, share: {percent: 5, target: a:80, sticky: {}}} | sticky.header is missing",
        "{generation: 1, share: {percent: 5, target: a:80, sticky: {header: x-bin}}} | with -bin",
        "{generation: 1, mirror: {percent: 5, target: a:80}} | maxRelativeDifference is missing",
        "{generation: 1, mirror: {percent: 5, maxRelativeDifference: 0}} | mirror.target is missing",
        "{generation: 1, retired: minilm-1} | retired is 'minilm-1': give a list of texts",
        "{generation: 1, retired: [1]} | retired is '[1]': give a list of texts",
        "{generation: 1, logLevel: debug} | logLevel is 'debug': give one of [Debug, Error, Info,",
        "{generation: 1, generation: 2} | it is not one document of YAML",
        "{generation: 1 | it is not one document of YAML",
      })
  void whatIsWrongIsNamedWithItsCure(String document, String message) {
    assertThatThrownBy(() -> read(document))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aSecondDocumentIsRefused() {
    assertThatThrownBy(() -> read("generation: 1\n---\ngeneration: 2\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("it is not one document of YAML");
  }

  @Test
  void aFileBeyondTheLimitIsRefused() {
    assertThatThrownBy(() -> LiveReader.read(new byte[LiveReader.LARGEST + 1]))
        .isInstanceOf(ConfigException.class)
        .hasMessage("it is larger than 65536 bytes: shorten it");
  }

  @Test
  void whatIsNoTextIsRefused() {
    assertThatThrownBy(() -> LiveReader.read(new byte[] {(byte) 0xff}))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("UTF-8");
  }
}
