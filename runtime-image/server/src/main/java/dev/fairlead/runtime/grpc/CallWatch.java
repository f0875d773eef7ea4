package dev.fairlead.runtime.grpc;

import com.google.protobuf.MessageLite;
import dev.fairlead.oip.ModelInferRequest;
import dev.fairlead.runtime.access.Access;
import dev.fairlead.runtime.access.AccessLog;
import dev.fairlead.runtime.protocol.Problem;
import dev.fairlead.runtime.trace.Head;
import dev.fairlead.runtime.trace.RequestTrace;
import dev.fairlead.runtime.trace.TraceParent;
import dev.fairlead.runtime.trace.Tracing;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sees each call from its head to its end, as the HTTP side does. */
final class CallWatch {
  /** What is recorded of the call that a thread answers. */
  static final Context.Key<RequestTrace> TRACE =
      Context.keyWithDefault("fairlead-trace", RequestTrace.NONE);

  private static final String PROBES = "grpc.health.v1.Health";
  private static final int SERVER_ERRORS = 500;

  private final AccessLog log;
  private final Tracing tracing;

  CallWatch(AccessLog log, Tracing tracing) {
    this.log = log;
    this.tracing = tracing;
  }

  /** From now on. */
  Seen begin(ServerCall<?, ?> call, Metadata headers) {
    boolean isProbe = PROBES.equals(call.getMethodDescriptor().getServiceName());
    return isProbe || !(log.isOn() || tracing.isOn()) ? Seen.NOT : new Watched(call, headers);
  }

  /** What is seen of a call. */
  interface Seen {
    /** Nothing: nobody wants to know. */
    Seen NOT = new Seen() {};

    /** What is recorded of it. */
    default RequestTrace trace() {
      return RequestTrace.NONE;
    }

    /** The request is there. */
    default void received(Object message) {}

    /** The answer is on its way. */
    default void sent(Object message) {}

    /** It is over. */
    default void ended(CallMetrics.End end) {}
  }

  private final class Watched implements Seen {
    private final Instant time = Instant.now();
    private final long start = System.nanoTime();
    private final String method;
    private final @Nullable String client;
    private final RequestTrace trace;
    private final @Nullable String traceId;
    private volatile long requestBytes;
    private volatile long responseBytes;
    private volatile @Nullable String id;

    Watched(ServerCall<?, ?> call, Metadata headers) {
      method = call.getMethodDescriptor().getFullMethodName();
      client = client(call);
      trace = tracing.isOn() ? tracing.begin(head(call, client, headers)) : RequestTrace.NONE;
      String own = trace.traceId();
      traceId =
          own == null ? TraceParent.traceId(headers.get(Headers.key(TraceParent.HEADER))) : own;
      id = headers.get(Headers.key("x-request-id"));
    }

    @Override
    public RequestTrace trace() {
      return trace;
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

    @Override
    public void ended(CallMetrics.End end) {
      trace.ended("rpc.grpc.status_code", end.grpc().value(), error(end.http()));
      if (log.isOn()) {
        log.write(
            new Access(
                time,
                CallMetrics.PROTOCOL,
                method,
                end.http(),
                System.nanoTime() - start,
                requestBytes,
                responseBytes,
                id,
                traceId,
                client));
      }
    }
  }

  private static Head head(ServerCall<?, ?> call, @Nullable String client, Metadata headers) {
    MethodDescriptor<?, ?> method = call.getMethodDescriptor();
    Map<String, String> attributes = new HashMap<>();
    attributes.put("rpc.system", "grpc");
    attributes.put("rpc.service", String.valueOf(method.getServiceName()));
    attributes.put("rpc.method", String.valueOf(method.getBareMethodName()));
    if (client != null) {
      attributes.put("client.address", client);
    }
    return new Head(method.getFullMethodName(), attributes, name -> headers.get(Headers.key(name)));
  }

  private static @Nullable String client(ServerCall<?, ?> call) {
    return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress at
        ? at.getHostString()
        : null;
  }

  private static int size(Object message) {
    return message instanceof MessageLite body ? body.getSerializedSize() : 0;
  }

  private static @Nullable String error(int code) {
    return code < SERVER_ERRORS ? null : Problem.of(code).name();
  }
}
