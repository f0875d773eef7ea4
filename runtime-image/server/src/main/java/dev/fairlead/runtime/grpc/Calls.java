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
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Follows the calls of one request and one answer, from their first byte to the last. Streams, such
 * as those that watch health, have no end of their own, and nobody waits for them.
 */
final class Calls implements ServerInterceptor {
  private static final Metadata.Key<String> REVISION = Headers.key("fairlead-revision");

  /** At the end, for the rest of messages that are on their way. */
  private static final Duration LAST_MESSAGES = Duration.ofSeconds(5);

  private final @Nullable String revision;
  private final CallMetrics metrics;
  private final CallWatch watch;
  private final Arrivals arrivals;
  private final Forwarding forwarding;
  private int open;

  /** Those among them whose message is not whole. */
  private int arriving;

  Calls(
      @Nullable String revision,
      CallMetrics metrics,
      CallWatch watch,
      Arrivals arrivals,
      Forwarding forwarding) {
    this.revision = revision;
    this.metrics = metrics;
    this.watch = watch;
    this.arrivals = arrivals;
    this.forwarding = forwarding;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    MethodType type = call.getMethodDescriptor().getType();
    if (!type.clientSendsOneMessage()) {
      return Arrivals.startStream(call, headers, next);
    }
    return type == MethodType.UNARY
        ? follow(call, headers, next)
        : arrivals.begin(call).to(() -> next.startCall(call, headers));
  }

  private <Q, A> ServerCall.Listener<Q> follow(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    begin();
    var observed = metrics.begin(call.getMethodDescriptor().getBareMethodName());
    CallWatch.Seen seen = watch.begin(call, headers);
    var named = new Named<>(call, observed, seen);
    var isThere = new AtomicBoolean();
    return new CallEnd<>(
        arrivals
            .begin(named)
            .to(
                () ->
                    start(seen, named, headers, (c, h) -> forwarding.start(c, h, next, observed))),
        seen,
        () -> arrived(isThere),
        cancelled -> {
          arrived(isThere);
          end(observed, seen, cancelled);
        });
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
    arriving++;
  }

  private synchronized void arrived(AtomicBoolean isThere) {
    if (isThere.compareAndSet(false, true)) {
      arriving--;
    }
  }

  private void end(CallMetrics.Call observed, CallWatch.Seen seen, boolean cancelled) {
    seen.ended(observed.end(cancelled));
    ended();
  }

  private synchronized void ended() {
    open--;
    notifyAll();
  }

  /** Waits for the answer of every call, but not for long for those who do not even ask. */
  synchronized void awaitNone(Duration patience) throws InterruptedException {
    long start = System.nanoTime();
    while (open > 0) {
      boolean isAsked = open > arriving || patience.compareTo(LAST_MESSAGES) < 0;
      long rest = start + (isAsked ? patience : LAST_MESSAGES).toNanos() - System.nanoTime();
      if (rest <= 0) {
        return;
      }
      // up to a millisecond longer: 0 would wait for ever
      wait(rest / 1_000_000 + 1);
    }
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
