package dev.fairlead.runtime.grpc;

import com.google.protobuf.MessageLite;
import dev.fairlead.oip.ModelInferRequest;
import dev.fairlead.runtime.access.Access;
import dev.fairlead.runtime.access.AccessLog;
import dev.fairlead.runtime.trace.TraceParent;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Sees each call from its head to its end, as the HTTP side does. */
final class CallWatch {
  private static final String PROBES = "grpc.health.v1.Health";

  private final AccessLog log;

  CallWatch(AccessLog log) {
    this.log = log;
  }

  /** From now on. */
  Seen begin(ServerCall<?, ?> call, Metadata headers) {
    return log.isOn() && !PROBES.equals(call.getMethodDescriptor().getServiceName())
        ? new Written(call, headers)
        : Seen.NOT;
  }

  /** What is seen of a call. */
  interface Seen {
    /** Nothing: nobody wants to know. */
    Seen NOT = new Seen() {};

    /** The request is there. */
    default void received(Object message) {}

    /** The answer is on its way. */
    default void sent(Object message) {}

    /** It is over, with that HTTP status. */
    default void ended(int code) {}
  }

  private final class Written implements Seen {
    private final Instant time = Instant.now();
    private final long start = System.nanoTime();
    private final String method;
    private final @Nullable String client;
    private final @Nullable String traceId;
    private volatile long requestBytes;
    private volatile long responseBytes;
    private volatile @Nullable String id;

    Written(ServerCall<?, ?> call, Metadata headers) {
      method = call.getMethodDescriptor().getFullMethodName();
      client =
          call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress at
              ? at.getHostString()
              : null;
      traceId = TraceParent.traceId(headers.get(Headers.key(TraceParent.HEADER)));
      id = headers.get(Headers.key("x-request-id"));
    }

    @Override
    public void received(Object message) {
      requestBytes = size(message);
      if (message instanceof ModelInferRequest infer && !infer.getId().isEmpty()) {
        id = infer.getId();
      }
    }

    @Override
    public void sent(Object message) {
      responseBytes = size(message);
    }

    private static int size(Object message) {
      return message instanceof MessageLite body ? body.getSerializedSize() : 0;
    }

    @Override
    public void ended(int code) {
      log.write(
          new Access(
              time,
              CallMetrics.PROTOCOL,
              method,
              code,
              System.nanoTime() - start,
              requestBytes,
              responseBytes,
              id,
              traceId,
              client));
    }
  }
}
