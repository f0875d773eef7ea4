package dev.fairlead.runtime.http;

import dev.fairlead.runtime.access.Access;
import dev.fairlead.runtime.access.AccessLog;
import dev.fairlead.runtime.trace.TraceParent;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Sees each request from its head to its end. Probes are many and say nothing: they are left out.
 */
final class Watch {
  private static final String PROBES = "/v2/health/";

  /** Many proxies give each request one. */
  private static final String REQUEST_ID = "x-request-id";

  private final AccessLog log;

  Watch(AccessLog log) {
    this.log = log;
  }

  /** From now on, under the name that the metrics have for its protocol. */
  void begin(Exchange exchange, String protocol, String path) {
    if (log.isOn() && !path.startsWith(PROBES)) {
      Instant time = Instant.now();
      long start = System.nanoTime();
      exchange.atEnd(() -> write(exchange, protocol, path, time, System.nanoTime() - start));
    }
  }

  private void write(Exchange exchange, String protocol, String path, Instant time, long nanos) {
    HttpServerRequest request = exchange.request();
    String id = exchange.id();
    log.write(
        new Access(
            time,
            protocol,
            request.method().name() + " " + path,
            exchange.code(),
            nanos,
            request.bytesRead(),
            exchange.sent(),
            id == null ? request.getHeader(REQUEST_ID) : id,
            TraceParent.traceId(request.getHeader(TraceParent.HEADER)),
            client(request)));
  }

  private static @Nullable String client(HttpServerRequest request) {
    SocketAddress address = request.remoteAddress();
    return address == null ? null : address.hostAddress();
  }
}
