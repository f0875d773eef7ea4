package dev.fairlead.runtime.grpc;

import com.google.protobuf.MessageLite;
import dev.fairlead.runtime.protocol.Problem;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.StatusRuntimeException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A call with one message, until that is whole. It may be refused before; not after, since then
 * whoever answers it is asked. Who refuses it, or says that it is whole, does so first or is late.
 */
final class Arrival {
  private final ServerCall<?, ?> call;
  private final Incoming incoming;
  private final Consumer<Arrival> end;
  private final long start = System.nanoTime();
  private boolean isDecided;

  /** {@code end} is told that the message is whole, or the call over. */
  Arrival(ServerCall<?, ?> call, Incoming incoming, Consumer<Arrival> end) {
    this.call = call;
    this.incoming = incoming;
    this.end = end;
  }

  /** When it began, as {@link System#nanoTime}. */
  long start() {
    return start;
  }

  void refuse(Problem problem, String message) {
    if (decide()) {
      close(call, problem, message);
    }
  }

  private void refuseForRoom() {
    refuse(
        Problem.OVERLOADED,
        "too many large requests at the same time: try again later, or add replicas");
  }

  /** Ends a call that nobody answers yet. */
  static void close(ServerCall<?, ?> call, Problem problem, String message) {
    StatusRuntimeException why = Codes.of(problem, message);
    Metadata trailers = why.getTrailers();
    call.close(why.getStatus(), trailers == null ? new Metadata() : trailers);
  }

  /** Whether nobody did before. */
  private synchronized boolean decide() {
    boolean isFirst = !isDecided;
    isDecided = true;
    return isFirst;
  }

  /** Starts the call, and lets whoever answers it have the message if it is not refused. */
  <Q> ServerCall.Listener<Q> to(Supplier<ServerCall.Listener<Q>> start) {
    // before anything is asked for
    incoming.begin(this::refuseForRoom);
    return new Guarded<>(start.get());
  }

  private final class Guarded<Q> extends SimpleForwardingServerCallListener<Q> {
    Guarded(ServerCall.Listener<Q> listener) {
      super(listener);
    }

    @Override
    public void onMessage(Q message) {
      // what was sent small may be large
      int bytes = message instanceof MessageLite body ? body.getSerializedSize() : 0;
      if (incoming.whole(bytes)) {
        super.onMessage(message);
      } else {
        refuseForRoom();
      }
    }

    @Override
    public void onHalfClose() {
      end.accept(Arrival.this);
      if (decide()) {
        super.onHalfClose();
      }
    }

    @Override
    public void onComplete() {
      end.accept(Arrival.this);
      super.onComplete();
    }

    @Override
    public void onCancel() {
      end.accept(Arrival.this);
      super.onCancel();
    }
  }
}
