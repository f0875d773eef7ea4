package dev.fairlead.runtime.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.runtime.config.ConfigException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TracingTest {
  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
  private static final Path NO_CAS = Path.of("/nowhere/ca.crt");

  @Test
  void nobodyWantsTracesWithoutAnEndpoint() throws ConfigException {
    assertThat(Tracing.of(Map.of("OTEL_SERVICE_NAME", "x", ENDPOINT, ""), "m", NO_CAS))
        .isSameAs(Tracing.OFF);
  }

  @Test
  void theStandardWaysToTurnThemOffWork() throws ConfigException {
    assertThat(
            Tracing.of(Map.of(ENDPOINT, "http://x", "OTEL_TRACES_EXPORTER", "none"), "m", NO_CAS))
        .isSameAs(Tracing.OFF);
    assertThat(Tracing.of(Map.of(ENDPOINT, "http://x", "OTEL_SDK_DISABLED", "true"), "m", NO_CAS))
        .isSameAs(Tracing.OFF);
  }

  @Test
  void aProtocolThatIsNotSpokenIsToldWithTheCure() {
    assertThatThrownBy(
            () ->
                Tracing.of(
                    Map.of(ENDPOINT, "http://x", "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
                    "m",
                    NO_CAS))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("OTEL_EXPORTER_OTLP_PROTOCOL is 'grpc'")
        .hasMessageContaining("leave it out");
  }
}
