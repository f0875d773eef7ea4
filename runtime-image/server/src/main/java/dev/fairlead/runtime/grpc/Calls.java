package dev.fairlead.runtime.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Follows the calls of one request and one answer, from their first byte to the last. Streams, such
 * as those that watch health, have no end of their own, and nobody waits for them.
 */
final class Calls implements ServerInterceptor {
  private static final Metadata.Key<String> REVISION = Headers.key("fairlead-revision");

  private final @Nullable String revision;
  private final CallMetrics metrics;
  private final CallWatch watch;
  private final Held held;
  private final Forwarding forwarding;
  private int open;

  Calls(
      @Nullable String revision,
      CallMetrics metrics,
      CallWatch watch,
      Held held,
      Forwarding forwarding) {
    this.revision = revision;
    this.metrics = metrics;
    this.watch = watch;
    this.held = held;
    this.forwarding = forwarding;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (call.getMethodDescriptor().getType() != MethodType.UNARY) {
      return next.startCall(call, headers);
    }
    begin();
    var observed = metrics.begin(call.getMethodDescriptor().getBareMethodName());
    CallWatch.Seen seen = watch.begin(call, headers);
    var named = new Named<>(call, observed, seen);
    return new CallEnd<>(
        start(seen, named, headers, (c, h) -> forwarding.start(c, h, next, observed)),
        named,
        held,
        seen,
        cancelled -> end(observed, seen, cancelled));
  }

  /** What answers the call finds there what is recorded of it. */
  private static <Q, A> ServerCall.Listener<Q> start(
      CallWatch.Seen seen, ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return seen.trace().isRecorded()
        ? Contexts.interceptCall(
            Context.current().withValue(CallWatch.TRACE, seen.trace()), call, headers, next)
        : next.startCall(call, headers);
  }

  private synchronized void begin() {
    open++;
  }

  private void end(CallMetrics.Call observed, CallWatch.Seen seen, boolean cancelled) {
    seen.ended(observed.end(cancelled));
    ended();
  }

  private synchronized void ended() {
    open--;
    notifyAll();
  }

  /** Waits until every call has its answer; false if that takes longer. */
  synchronized boolean awaitNone(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (open > 0) {
      long rest = end - System.nanoTime();
      if (rest <= 0) {
        return false;
      }
      // up to a millisecond longer: 0 would wait for ever
      wait(rest / 1_000_000 + 1);
    }
    return true;
  }

  /** Says which revision answers. */
  private final class Named<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final CallMetrics.Call observed;
    private final CallWatch.Seen seen;
    private boolean said;

    Named(ServerCall<Q, A> call, CallMetrics.Call observed, CallWatch.Seen seen) {
      super(call);
      this.observed = observed;
      this.seen = seen;
    }

    @Override
    public void sendHeaders(Metadata headers) {
      say(headers);
      super.sendHeaders(headers);
    }

    @Override
    public void sendMessage(A message) {
      seen.sent(message);
      super.sendMessage(message);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      say(trailers);
      observed.closed(status);
      super.close(status, trailers);
    }

    private void say(Metadata metadata) {
      // the answer of another server names its own
      if (revision != null && !said && !metadata.containsKey(REVISION)) {
        metadata.put(REVISION, revision);
      }
      said = true;
    }
  }
}
