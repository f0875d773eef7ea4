package dev.fairlead.runtime.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.ServerCall;
import java.util.function.Consumer;

/** Tells once that a call's message is there, if it ever is, and once that the call is over. */
final class CallEnd<Q> extends SimpleForwardingServerCallListener<Q> {
  private final CallWatch.Seen seen;
  private final Runnable arrived;
  private final Consumer<Boolean> end;

  /** {@code end} is told whether the call was cancelled. */
  CallEnd(
      ServerCall.Listener<Q> listener,
      CallWatch.Seen seen,
      Runnable arrived,
      Consumer<Boolean> end) {
    super(listener);
    this.seen = seen;
    this.arrived = arrived;
    this.end = end;
  }

  @Override
  public void onMessage(Q message) {
    seen.received(message);
    super.onMessage(message);
  }

  @Override
  public void onHalfClose() {
    arrived.run();
    super.onHalfClose();
  }

  @Override
  public void onComplete() {
    try {
      super.onComplete();
    } finally {
      end.accept(false);
    }
  }

  @Override
  public void onCancel() {
    try {
      super.onCancel();
    } finally {
      end.accept(true);
    }
  }
}
