package dev.fairlead.runtime.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OtelRequestTraceTest {
  private final List<SpanData> spans = new CopyOnWriteArrayList<>();
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder()
          .addSpanProcessor(SimpleSpanProcessor.create(new Kept(spans)))
          .build();
  private final Tracer tracer = provider.get("test");

  @AfterEach
  void close() {
    provider.close();
  }

  @Test
  void aRequestHasItsWaitAndItsRunBelowIt() {
    Span span = tracer.spanBuilder("request").startSpan();
    var moment = new Moment(1_000_000_000, 0);
    var trace = new OtelRequestTrace(tracer, span, Context.root(), moment);

    trace.waited(10, 20);
    trace.ran(new Run(20, 50, 7, List.of(trace), null));
    trace.ended("code", 200, null);

    assertThat(spans).extracting(SpanData::getName).containsExactly("queue", "infer", "request");
    assertThat(spans.subList(0, 2))
        .extracting(SpanData::getParentSpanId)
        .containsOnly(span.getSpanContext().getSpanId());
    SpanData infer = spans.get(1);
    assertThat(infer.getStartEpochNanos()).isEqualTo(1_000_000_020);
    assertThat(infer.getEndEpochNanos()).isEqualTo(1_000_000_050);
    assertThat(infer.getAttributes().get(AttributeKey.longKey("fairlead.batch.size"))).isEqualTo(1);
    assertThat(infer.getAttributes().get(AttributeKey.longKey("fairlead.batch.weight")))
        .isEqualTo(7);
    assertThat(infer.getLinks()).isEmpty();
  }

  @Test
  void requestsOfOneRunAreLinkedThroughTheOldest() {
    List<Span> requests =
        List.of(
            tracer.spanBuilder("a").startSpan(),
            tracer.spanBuilder("b").startSpan(),
            tracer.spanBuilder("c").startSpan());
    List<RequestTrace> traces = requests.stream().map(this::trace).toList();
    var run = new Run(0, 1, 3, traces, null);

    traces.forEach(trace -> trace.ran(run));

    assertThat(spans).hasSize(3);
    assertThat(links(spans.get(0))).containsExactly(id(requests.get(1)), id(requests.get(2)));
    assertThat(links(spans.get(1))).containsExactly(id(requests.get(0)));
    assertThat(links(spans.get(2))).containsExactly(id(requests.get(0)));
  }

  @Test
  void aFailureIsRecordedAsSuch() {
    var trace = trace(tracer.spanBuilder("request").startSpan());

    trace.ran(new Run(0, 1, 1, List.of(trace), "no such element"));
    trace.ended("code", 500, "FAILED");

    assertThat(spans.get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(spans.get(0).getStatus().getDescription()).isEqualTo("no such element");
    assertThat(spans.get(1).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(spans.get(1).getAttributes().get(AttributeKey.stringKey("error.type")))
        .isEqualTo("FAILED");
  }

  @Test
  void whatIsNotInTheSampleIsNotRecorded() {
    try (var none = SdkTracerProvider.builder().setSampler(Sampler.alwaysOff()).build()) {
      var trace = trace(none.get("test").spanBuilder("request").startSpan());

      assertThat(trace.isRecorded()).isFalse();
      assertThat(trace.traceId()).as("to find the request elsewhere").isNotNull();
      trace.waited(0, 1);
      trace.ran(new Run(0, 1, 1, List.of(trace), null));
      trace.ended("code", 200, null);
      assertThat(spans).isEmpty();
    }
  }

  private RequestTrace trace(Span span) {
    return new OtelRequestTrace(tracer, span, Context.root(), Moment.now());
  }

  private static List<String> links(SpanData span) {
    return span.getLinks().stream().map(link -> link.getSpanContext().getSpanId()).toList();
  }

  private static String id(Span span) {
    return span.getSpanContext().getSpanId();
  }

  private static final class Kept implements SpanExporter {
    private final List<SpanData> kept;

    Kept(List<SpanData> kept) {
      this.kept = kept;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      kept.addAll(spans);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
