package dev.fairlead.runtime.trace;

import dev.fairlead.runtime.config.ConfigException;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** By OpenTelemetry: a thread of its own sends what is recorded, and drops what it cannot send. */
final class OtelTracing implements Tracing {
  private static final String PROTOCOL = "http/protobuf";
  private static final List<String> PROTOCOL_VARIABLES =
      List.of("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL");
  private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");

  /** What the specification has for a service without a name. */
  private static final String NAMELESS = "unknown_service";

  private static final long LAST_SECONDS = 5;

  private static final TextMapGetter<Head.Headers> GETTER =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Head.Headers headers) {
          // those of the propagators are known by name
          return List.of();
        }

        @Override
        public @Nullable String get(Head.@Nullable Headers headers, String name) {
          return headers == null ? null : headers.get(name);
        }
      };

  private final OpenTelemetrySdk sdk;
  private final Tracer tracer;
  private final TextMapPropagator propagator;

  private OtelTracing(OpenTelemetrySdk sdk) {
    this.sdk = sdk;
    this.tracer = sdk.getTracer("dev.fairlead.runtime");
    this.propagator = sdk.getPropagators().getTextMapPropagator();
  }

  static Tracing start(Map<String, String> variables, String service) throws ConfigException {
    for (String variable : PROTOCOL_VARIABLES) {
      String protocol = variables.getOrDefault(variable, "");
      if (!protocol.isEmpty() && !protocol.equals(PROTOCOL)) {
        throw new ConfigException(
            "%s is '%s': this server sends traces by %s only, so leave it out and name the collector's port for HTTP"
                .formatted(variable, protocol, PROTOCOL));
      }
    }
    try {
      return new OtelTracing(
          AutoConfiguredOpenTelemetrySdk.builder()
              .disableShutdownHook()
              .addPropertiesSupplier(() -> Map.of("otel.exporter.otlp.protocol", PROTOCOL))
              // metrics are Prometheus's, and the log is on standard error
              .addPropertiesCustomizer(
                  said -> Map.of("otel.metrics.exporter", "none", "otel.logs.exporter", "none"))
              .addResourceCustomizer((resource, said) -> named(resource, service))
              .build()
              .getOpenTelemetrySdk());
    } catch (ConfigurationException e) {
      throw new ConfigException("a variable of OpenTelemetry (OTEL_*) is wrong: " + reason(e));
    }
  }

  private static Resource named(Resource resource, String service) {
    String name = resource.getAttribute(SERVICE);
    return name == null || name.startsWith(NAMELESS)
        ? resource.merge(Resource.create(Attributes.of(SERVICE, service)))
        : resource;
  }

  private static String reason(ConfigurationException e) {
    Throwable cause = e.getCause();
    return e.getMessage() + (cause == null ? "" : ": " + cause.getMessage());
  }

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public RequestTrace begin(Head head) {
    Context parent = propagator.extract(Context.root(), head.headers(), GETTER);
    var moment = Moment.now();
    SpanBuilder span =
        tracer
            .spanBuilder(head.name())
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER)
            .setStartTimestamp(moment.epochNanos(), TimeUnit.NANOSECONDS);
    head.attributes().forEach((name, value) -> span.setAttribute(name, value));
    return new OtelRequestTrace(tracer, span.startSpan(), parent, moment);
  }

  @Override
  public void close() {
    sdk.shutdown().join(LAST_SECONDS, TimeUnit.SECONDS);
  }
}
