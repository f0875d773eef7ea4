package dev.fairlead.runtime.onnx;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;

/** A collector of traces: OTLP over HTTP, as protocol buffers. */
final class OtlpReceiver implements AutoCloseable {
  private final List<ResourceSpans> received = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final String scheme;

  OtlpReceiver() throws IOException {
    this(HttpServer.create(address(), 0), "http");
  }

  /** One with a certificate. */
  OtlpReceiver(SSLContext tls) throws IOException {
    this(withTls(tls), "https");
  }

  private OtlpReceiver(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    server.createContext("/v1/traces", this::receive);
    server.start();
  }

  private static InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static HttpServer withTls(SSLContext tls) throws IOException {
    HttpsServer server = HttpsServer.create(address(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return server;
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      received.addAll(
          ExportTraceServiceRequest.parseFrom(exchange.getRequestBody()).getResourceSpansList());
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  /** For {@code OTEL_EXPORTER_OTLP_ENDPOINT}. */
  String endpoint() {
    return scheme + "://127.0.0.1:" + server.getAddress().getPort();
  }

  List<ResourceSpans> received() {
    return received;
  }

  List<Span> spans() {
    return received.stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  /** Waits for one that is like that. */
  Span await(Predicate<Span> wanted) throws InterruptedException {
    while (true) {
      Optional<Span> found = spans().stream().filter(wanted).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      Thread.sleep(10);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
