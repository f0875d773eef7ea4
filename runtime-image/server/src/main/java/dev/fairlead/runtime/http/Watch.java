package dev.fairlead.runtime.http;

import dev.fairlead.runtime.access.Access;
import dev.fairlead.runtime.access.AccessLog;
import dev.fairlead.runtime.protocol.Problem;
import dev.fairlead.runtime.trace.Head;
import dev.fairlead.runtime.trace.RequestTrace;
import dev.fairlead.runtime.trace.TraceParent;
import dev.fairlead.runtime.trace.Tracing;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sees each request from its head to its end, for the access log and for traces. Probes are many
 * and say nothing: they are left out.
 */
final class Watch {
  private static final String PROBES = "/v2/health/";

  /** Many proxies give each request one. */
  private static final String REQUEST_ID = "x-request-id";

  /** Any other is a word of the client's, of which there may be any number. */
  private static final Set<HttpMethod> METHODS =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.POST,
          HttpMethod.PUT,
          HttpMethod.DELETE,
          HttpMethod.PATCH,
          HttpMethod.OPTIONS);

  private static final int SERVER_ERRORS = 500;

  private final AccessLog log;
  private final Tracing tracing;

  Watch(AccessLog log, Tracing tracing) {
    this.log = log;
    this.tracing = tracing;
  }

  /** From now on, under the name that the metrics have for its protocol. */
  void begin(Exchange exchange, String protocol, String path) {
    if (path.startsWith(PROBES)) {
      return;
    }
    if (tracing.isOn()) {
      trace(exchange, path);
    }
    if (log.isOn()) {
      Instant time = Instant.now();
      long start = System.nanoTime();
      exchange.atEnd(() -> write(exchange, protocol, path, time, System.nanoTime() - start));
    }
  }

  private void trace(Exchange exchange, String path) {
    HttpServerRequest request = exchange.request();
    RequestTrace trace = tracing.begin(head(request, path));
    exchange.trace(trace);
    exchange.atEnd(
        () -> trace.ended("http.response.status_code", exchange.code(), error(exchange.code())));
  }

  private static @Nullable String error(int code) {
    return code < SERVER_ERRORS ? null : Problem.of(code).name();
  }

  private static Head head(HttpServerRequest request, String path) {
    boolean isKnown = METHODS.contains(request.method());
    String route = Route.of(path);
    String client = client(request);
    Map<String, String> attributes = new HashMap<>();
    attributes.put("http.request.method", isKnown ? request.method().name() : "_OTHER");
    attributes.put("url.scheme", "http");
    attributes.put("url.path", path);
    attributes.put("network.protocol.version", "1.1");
    if (route != null) {
      attributes.put("http.route", route);
    }
    if (client != null) {
      attributes.put("client.address", client);
    }
    String method = isKnown ? request.method().name() : "HTTP";
    return new Head(route == null ? method : method + " " + route, attributes, request::getHeader);
  }

  private void write(Exchange exchange, String protocol, String path, Instant time, long nanos) {
    HttpServerRequest request = exchange.request();
    String id = exchange.id();
    String traceId = exchange.trace().traceId();
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
            traceId == null ? TraceParent.traceId(request.getHeader(TraceParent.HEADER)) : traceId,
            client(request)));
  }

  private static @Nullable String client(HttpServerRequest request) {
    SocketAddress address = request.remoteAddress();
    return address == null ? null : address.hostAddress();
  }
}
