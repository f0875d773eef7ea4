package dev.fairlead.runtime.grpc;

import dev.fairlead.runtime.protocol.Problem;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sees to it that what calls send comes to its end in time, and fits into the memory: gRPC itself
 * waits for the rest of a message for as long as there is a connection.
 */
final class Arrivals {
  /** How often it is looked, while a call waits once. */
  private static final int LOOKS = 8;

  private final Duration patience;
  private final Set<Arrival> arrivals = ConcurrentHashMap.newKeySet();

  /** {@code patience}: from a call's head to the last byte of its message. */
  Arrivals(Duration patience) {
    this.patience = patience;
  }

  /** After how long {@link #endLate()} is to be called again. */
  Duration look() {
    return patience.dividedBy(LOOKS);
  }

  /** Ends the calls that take too long. */
  void endLate() {
    long now = System.nanoTime();
    for (Arrival arrival : arrivals) {
      if (now - arrival.start() > patience.toNanos()) {
        arrival.refuse(
            Problem.SLOW_BODY, "the message took longer than %d s".formatted(patience.toSeconds()));
      }
    }
  }

  /** A call with one message, told by the thread that is about to start it. */
  Arrival begin(ServerCall<?, ?> call) {
    var arrival = new Arrival(call, Incoming.OF_CALL.get(), arrivals::remove);
    arrivals.add(arrival);
    return arrival;
  }

  /** Starts one with any number of messages, of which none is to be large. */
  static <Q, A> ServerCall.Listener<Q> startStream(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    var stream = new StreamCall<>(call);
    Incoming.OF_CALL.get().beginStream(stream::refuse);
    return next.startCall(stream, headers);
  }
}
