package dev.fairlead.runtime.grpc;

import com.google.protobuf.MessageLite;
import dev.fairlead.runtime.protocol.Problem;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.StatusRuntimeException;
import java.util.function.Consumer;

/** Holds a place for a call's message, and tells once that the call is over. */
final class CallEnd<Q, A> extends SimpleForwardingServerCallListener<Q> {
  private final ServerCall<Q, A> call;
  private final Held held;
  private final CallWatch.Seen seen;
  private final Consumer<Boolean> end;
  private long size;
  private boolean refused;

  /** {@code end} is told whether the call was cancelled. */
  CallEnd(
      ServerCall.Listener<Q> listener,
      ServerCall<Q, A> call,
      Held held,
      CallWatch.Seen seen,
      Consumer<Boolean> end) {
    super(listener);
    this.call = call;
    this.held = held;
    this.seen = seen;
    this.end = end;
  }

  @Override
  public void onMessage(Q message) {
    seen.received(message);
    int bytes = message instanceof MessageLite body ? body.getSerializedSize() : 0;
    if (held.take(bytes)) {
      size = bytes;
      super.onMessage(message);
    } else {
      refused = true;
      StatusRuntimeException tooMany =
          Codes.of(
              Problem.OVERLOADED,
              "too many large requests at the same time: try again later, or add replicas");
      Metadata trailers = tooMany.getTrailers();
      call.close(tooMany.getStatus(), trailers == null ? new Metadata() : trailers);
    }
  }

  @Override
  public void onHalfClose() {
    if (!refused) {
      super.onHalfClose();
    }
  }

  @Override
  public void onComplete() {
    try {
      super.onComplete();
    } finally {
      over(false);
    }
  }

  @Override
  public void onCancel() {
    try {
      super.onCancel();
    } finally {
      over(true);
    }
  }

  private void over(boolean cancelled) {
    held.give(size);
    end.accept(cancelled);
  }
}
