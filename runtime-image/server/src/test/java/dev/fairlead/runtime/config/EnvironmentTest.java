package dev.fairlead.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.runtime.engine.Device;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentTest {
  @Test
  void nothingSetIsEveryDefault() throws ConfigException {
    RuntimeConfig config = Environment.read(Map.of("PATH", "/bin"));

    assertThat(config.modelDir()).isEqualTo(Path.of("/mnt/models"));
    assertThat(config.modelVersion()).isNull();
    assertThat(config.task()).isEqualTo("Auto");
    assertThat(config.device()).isEqualTo(Device.CPU);
    assertThat(config.httpPort()).isEqualTo(8080);
    assertThat(config.trustedCas()).isEqualTo(Path.of("/etc/fairlead/trusted-cas/ca.crt"));
    assertThat(config.requestTimeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.batching()).isEqualTo(new Batching(Batching.Mode.Auto, 512, 32));
  }

  @Test
  void aGpuTakesLargerBatches() throws ConfigException {
    var onGpu = Map.of("FAIRLEAD_DEVICE", "gpu");

    assertThat(Environment.read(onGpu).batching())
        .isEqualTo(new Batching(Batching.Mode.Auto, 4_096, 128));
    assertThat(Environment.print(onGpu).lines())
        .contains("# FAIRLEAD_MAX_BATCH_TOKENS=4096", "# FAIRLEAD_MAX_BATCH_ROWS=128");
  }

  @Test
  void whatIsSetCountsOnAGpuToo() throws ConfigException {
    var set = Map.of("FAIRLEAD_DEVICE", "gpu", "FAIRLEAD_MAX_BATCH_ROWS", "32");

    assertThat(Environment.read(set).batching())
        .isEqualTo(new Batching(Batching.Mode.Auto, 4_096, 32));
    assertThat(Environment.print(set).lines()).contains("FAIRLEAD_MAX_BATCH_ROWS=32");
  }

  @ParameterizedTest
  @CsvSource({"1m30s, 90000", "500ms, 500", "1h, 3600000", "2s5ms, 2005"})
  void durationsAreWrittenAsInGo(String text, long millis) throws ConfigException {
    RuntimeConfig config = Environment.read(Map.of("FAIRLEAD_REQUEST_TIMEOUT", text));

    assertThat(config.requestTimeout()).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({
    "FAIRLEAD_REQUEST_TIMEOUT, 5, give a duration from 1ms to 1h",
    "FAIRLEAD_REQUEST_TIMEOUT, 0s, give a duration from 1ms to 1h",
    "FAIRLEAD_REQUEST_TIMEOUT, 61m, give a duration from 1ms to 1h",
    "FAIRLEAD_HTTP_PORT, http, give a whole number from 0 to 65535",
    "FAIRLEAD_HTTP_PORT, 65536, give a whole number from 0 to 65535",
    "FAIRLEAD_ALLOW_CODE, yes, give true or false",
    "FAIRLEAD_DEVICE, auto, give cpu or gpu",
    "FAIRLEAD_MAX_BODY_BYTES, 0, give a whole number from 1 to",
    "FAIRLEAD_BATCHING, always, 'give Auto, Always or Never'",
    "FAIRLEAD_MAX_BATCH_ROWS, 0, give a whole number from 1 to 65536",
    "FAIRLEAD_MODEL_YAML, /nowhere/model.yaml, there is no such file",
  })
  void whatIsWrongIsNamedWithItsCure(String variable, String value, String cure) {
    assertThatThrownBy(() -> Environment.read(Map.of(variable, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("%s is '%s'", variable, value)
        .hasMessageContaining(cure);
  }

  @ParameterizedTest
  @CsvSource({
    "FAIRLEAD_MODEL_NAMES, FAIRLEAD_MODEL_NAME",
    "FAIRLEAD_HTTPPORT, FAIRLEAD_HTTP_PORT",
    "FAIRLEAD_REQUEST_TIMOUT, FAIRLEAD_REQUEST_TIMEOUT",
  })
  void whatIsMisspeltIsTold(String variable, String meant) {
    assertThatThrownBy(() -> Environment.read(Map.of(variable, "1")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("%s is not a setting: did you mean %s?", variable, meant);
  }

  @Test
  void whatIsLikeNothingIsNotGuessed() {
    assertThatThrownBy(() -> Environment.read(Map.of("FAIRLEAD_XYZ", "1")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("FAIRLEAD_XYZ is not a setting");
  }

  @Test
  void everySettingIsPrintedOnceAsItCanBeReadAgain() throws ConfigException {
    String printed = Environment.print(Map.of("FAIRLEAD_MODEL_NAME", "minilm"));

    assertThat(printed.lines())
        .startsWith("# from the environment:", "FAIRLEAD_MODEL_NAME=minilm", "", "# by default:")
        .contains("# FAIRLEAD_HTTP_PORT=8080", "# FAIRLEAD_MAX_BATCH_TOKENS=512");
    assertThat(printed.lines().filter(line -> line.contains("=")))
        .hasSameSizeAs(Environment.help().lines().toList());
  }
}
