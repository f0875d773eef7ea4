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
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** By OpenTelemetry: a thread of its own sends what is recorded, and drops what it cannot send. */
final class OtelTracing implements Tracing {
  private static final String PROTOCOL = "http/protobuf";
  private static final List<String> PROTOCOL_VARIABLES =
      List.of("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL");

  /** Who gives certificates of their own has said whom to trust, or who they are. */
  private static final Pattern CERTIFICATE_VARIABLE =
      Pattern.compile("OTEL_EXPORTER_OTLP_(TRACES_)?(CERTIFICATE|CLIENT_CERTIFICATE|CLIENT_KEY)");

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

  static Tracing start(Map<String, String> variables, String service, Path trustedCas)
      throws ConfigException {
    for (String variable : PROTOCOL_VARIABLES) {
      String protocol = variables.getOrDefault(variable, "");
      if (!protocol.isEmpty() && !protocol.equals(PROTOCOL)) {
        throw new ConfigException(
            "%s is '%s': this server sends traces by %s only, so leave it out and name the collector's port for HTTP"
                .formatted(variable, protocol, PROTOCOL));
      }
    }
    UnaryOperator<SpanExporter> trust = trust(variables, trustedCas);
    try {
      return new OtelTracing(
          AutoConfiguredOpenTelemetrySdk.builder()
              .disableShutdownHook()
              .addPropertiesSupplier(() -> Map.of("otel.exporter.otlp.protocol", PROTOCOL))
              // metrics are Prometheus's, and the log is on standard error
              .addPropertiesCustomizer(
                  said -> Map.of("otel.metrics.exporter", "none", "otel.logs.exporter", "none"))
              .addResourceCustomizer((resource, said) -> named(resource, service))
              .addSpanExporterCustomizer((exporter, said) -> trust.apply(exporter))
              .build()
              .getOpenTelemetrySdk());
    } catch (ConfigurationException e) {
      throw new ConfigException("a variable of OpenTelemetry (OTEL_*) is wrong: " + reason(e));
    }
  }

  /** Makes an exporter that trusts these authorities too, of one that trusts the JDK's. */
  private static UnaryOperator<SpanExporter> trust(Map<String, String> variables, Path trustedCas)
      throws ConfigException {
    boolean isSaid =
        variables.entrySet().stream()
            .filter(variable -> !variable.getValue().isBlank())
            .anyMatch(variable -> CERTIFICATE_VARIABLE.matcher(variable.getKey()).matches());
    if (isSaid) {
      return UnaryOperator.identity();
    }
    var authorities = new TrustedCas(trustedCas);
    return exporter ->
        exporter instanceof OtlpHttpSpanExporter otlp ? trusting(otlp, authorities) : exporter;
  }

  private static SpanExporter trusting(OtlpHttpSpanExporter exporter, TrustedCas authorities) {
    SpanExporter trusting =
        exporter.toBuilder().setSslContext(authorities.context(), authorities).build();
    exporter.shutdown();
    return trusting;
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
