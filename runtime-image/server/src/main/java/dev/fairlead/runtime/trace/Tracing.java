package dev.fairlead.runtime.trace;

import dev.fairlead.runtime.config.ConfigException;
import java.nio.file.Path;
import java.util.Map;

/** Begins traces of requests, or does not. */
public interface Tracing extends AutoCloseable {
  /** Nobody wants any. */
  Tracing OFF =
      new Tracing() {
        @Override
        public boolean isOn() {
          return false;
        }

        @Override
        public RequestTrace begin(Head head) {
          return RequestTrace.NONE;
        }

        @Override
        public void close() {
          // holds nothing
        }
      };

  /**
   * As OpenTelemetry's variables say: on where there is an endpoint to send traces to.
   *
   * @param service the name of the service, where they give none
   * @param trustedCas PEM of authorities beside the JDK's, where they name none; may be missing
   * @throws ConfigException if they are wrong
   */
  static Tracing of(Map<String, String> variables, String service, Path trustedCas)
      throws ConfigException {
    boolean wanted =
        isSet(variables, "OTEL_EXPORTER_OTLP_ENDPOINT")
            || isSet(variables, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
    boolean refused =
        "true".equalsIgnoreCase(variables.get("OTEL_SDK_DISABLED"))
            || "none".equals(variables.get("OTEL_TRACES_EXPORTER"));
    return wanted && !refused ? OtelTracing.start(variables, service, trustedCas) : OFF;
  }

  private static boolean isSet(Map<String, String> variables, String name) {
    return !variables.getOrDefault(name, "").isBlank();
  }

  /** Whether it is worth making a {@link Head}. */
  boolean isOn();

  /** A request begins now. */
  RequestTrace begin(Head head);

  /** Sends what is recorded, if that is possible soon. */
  @Override
  void close();
}
