package dev.fairlead.runtime.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one call's messages while they arrive: gRPC hands a message over when the last one
 * is there, and keeps the first ones for as long. Used by the connection's thread and by the
 * call's.
 */
final class Incoming extends ServerStreamTracer {
  /** That of the call that a thread is about to begin. */
  static final Context.Key<Incoming> OF_CALL = Context.key("fairlead-incoming");

  /** Of a message of a stream: those that there are ask for descriptions. */
  static final int MOST_OF_STREAM = 64 * 1024;

  /** What is kept beside the bytes of each part, however few these are. */
  private static final long PART = 128;

  private final Held held;
  private @Nullable Runnable refuse;
  private boolean isStream;

  /** Held for it. */
  private long size;

  private boolean ended;

  Incoming(Held held) {
    this.held = held;
  }

  static ServerStreamTracer.Factory counting(Held held) {
    return new ServerStreamTracer.Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new Incoming(held);
      }
    };
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(OF_CALL, this);
  }

  /**
   * From now on bytes are counted, up to the call's end.
   *
   * @param refuse ends the call, where there is no room for more
   */
  synchronized void begin(Runnable refuse) {
    this.refuse = refuse;
  }

  /** The same for one with any number of messages, each of which is forgotten once it is whole. */
  synchronized void beginStream(Runnable refuse) {
    this.refuse = refuse;
    this.isStream = true;
  }

  @Override
  public void inboundWireSize(long bytes) {
    Runnable refusal = counted(bytes + PART);
    if (refusal != null) {
      refusal.run();
    }
  }

  private synchronized @Nullable Runnable counted(long bytes) {
    Runnable refusal = refuse;
    if (refusal == null || ended || take(bytes)) {
      return null;
    }
    // once: what still comes is thrown away
    refuse = null;
    return refusal;
  }

  private boolean take(long bytes) {
    boolean isTaken = !(isStream && size + bytes > MOST_OF_STREAM) && held.take(bytes);
    if (isTaken) {
      size += bytes;
    }
    return isTaken;
  }

  /** A message is whole, and has that size; false if there is no room for it. */
  synchronized boolean whole(long bytes) {
    return ended || bytes <= size || take(bytes - size);
  }

  @Override
  public synchronized void inboundMessageRead(int number, long wireBytes, long bytes) {
    if (isStream) {
      give();
    }
  }

  @Override
  public synchronized void streamClosed(Status status) {
    ended = true;
    give();
  }

  private void give() {
    held.give(size);
    size = 0;
  }
}
