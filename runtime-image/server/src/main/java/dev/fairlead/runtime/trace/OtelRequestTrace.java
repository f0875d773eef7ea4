package dev.fairlead.runtime.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request's span, and those below it. */
final class OtelRequestTrace implements RequestTrace {
  private static final String ERROR = "error.type";

  private final Tracer tracer;
  private final Span span;
  private final Context context;
  private final Moment begin;

  OtelRequestTrace(Tracer tracer, Span span, Context parent, Moment begin) {
    this.tracer = tracer;
    this.span = span;
    this.context = parent.with(span);
    this.begin = begin;
  }

  @Override
  public boolean isRecorded() {
    return span.getSpanContext().isSampled();
  }

  @Override
  public @Nullable String traceId() {
    SpanContext own = span.getSpanContext();
    return own.isValid() ? own.getTraceId() : null;
  }

  @Override
  public void waited(long from, long to) {
    if (isRecorded()) {
      end(child("queue", from).startSpan(), to);
    }
  }

  @Override
  public void ran(Run run) {
    if (!isRecorded()) {
      return;
    }
    SpanBuilder child = child("infer", run.from());
    others(run.requests()).forEach(other -> child.addLink(other.span.getSpanContext()));
    Span infer = child.startSpan();
    infer.setAttribute("fairlead.batch.size", run.requests().size());
    infer.setAttribute("fairlead.batch.weight", run.weight());
    if (run.failure() != null) {
      infer.setAttribute(ERROR, "failed");
      infer.setStatus(StatusCode.ERROR, run.failure());
    }
    end(infer, run.to());
  }

  /**
   * Those that shared the run. All know each other through the oldest: each with each would be
   * thousands.
   */
  private List<OtelRequestTrace> others(List<RequestTrace> requests) {
    List<OtelRequestTrace> recorded =
        requests.stream()
            .filter(RequestTrace::isRecorded)
            .filter(OtelRequestTrace.class::isInstance)
            .map(OtelRequestTrace.class::cast)
            .toList();
    if (recorded.size() < 2) {
      return List.of();
    }
    OtelRequestTrace oldest = recorded.getFirst();
    return oldest == this ? recorded.subList(1, recorded.size()) : List.of(oldest);
  }

  @Override
  public void ended(String attribute, long code, @Nullable String error) {
    span.setAttribute(attribute, code);
    if (error != null) {
      span.setAttribute(ERROR, error);
      span.setStatus(StatusCode.ERROR);
    }
    end(span, System.nanoTime());
  }

  private SpanBuilder child(String name, long from) {
    return tracer
        .spanBuilder(name)
        .setParent(context)
        .setStartTimestamp(begin.epochNanosAt(from), TimeUnit.NANOSECONDS);
  }

  private void end(Span ended, long at) {
    ended.end(begin.epochNanosAt(at), TimeUnit.NANOSECONDS);
  }
}
