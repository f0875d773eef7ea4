package dev.fairlead.runtime.grpc;

import dev.fairlead.runtime.live.Forward;
import dev.fairlead.runtime.live.Forwards;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Lets a candidate answer its share of the calls, as the HTTP side does. */
final class Forwarding {
  private final Forwards forwards;
  private final CandidateChannel channel;
  private final Duration otherwise;

  /** {@code otherwise}: the time that a call without a deadline has. */
  Forwarding(Forwards forwards, CandidateChannel channel, Duration otherwise) {
    this.forwards = forwards;
    this.channel = channel;
    this.otherwise = otherwise;
  }

  /** Sends the call on, or lets {@code here} answer it. */
  <Q, A> ServerCall.Listener<Q> start(
      ServerCall<Q, A> call,
      Metadata headers,
      ServerCallHandler<Q, A> here,
      CallMetrics.Call observed) {
    Forward forward =
        observed.isInference() ? forwards.ofGrpc(name -> headers.get(Headers.key(name))) : null;
    if (forward == null) {
      return here.startCall(call, headers);
    }
    observed.handOver();
    call.request(2);
    return new ForwardedCall<>(call, headers, here, channel, forward, observed, time());
  }

  private Duration time() {
    Deadline deadline = Context.current().getDeadline();
    return deadline == null
        ? otherwise
        : Duration.ofNanos(Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS)));
  }

  void close() {
    channel.close();
  }
}
