package dev.fairlead.runtime.grpc;

import dev.fairlead.runtime.protocol.Problem;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/** A call that may be refused by another thread while it is answered. */
final class StreamCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
  private boolean closed;

  StreamCall(ServerCall<Q, A> call) {
    super(call);
  }

  /** A message is too large. */
  synchronized void refuse() {
    if (!closed) {
      closed = true;
      Arrival.close(
          delegate(),
          Problem.TOO_LARGE,
          "a message is larger than %d bytes".formatted(Incoming.MOST_OF_STREAM));
    }
  }

  @Override
  public synchronized void sendHeaders(Metadata headers) {
    if (!closed) {
      super.sendHeaders(headers);
    }
  }

  @Override
  public synchronized void sendMessage(A message) {
    if (!closed) {
      super.sendMessage(message);
    }
  }

  @Override
  public synchronized void close(Status status, Metadata trailers) {
    if (!closed) {
      closed = true;
      super.close(status, trailers);
    }
  }
}
