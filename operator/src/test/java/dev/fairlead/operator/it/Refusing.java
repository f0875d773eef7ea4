package dev.fairlead.operator.it;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Every other write meets an API server that refuses it, for one reason after the other. */
final class Refusing implements Interceptor, Consumer<HttpClient.Builder>, AutoCloseable {
  private static final List<Integer> CODES = List.of(409, 500, 429, 503);

  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final HttpServer server;

  Refusing() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          int code = CODES.get(refused.getAndIncrement() % CODES.size());
          byte[] status =
              "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"message\":\"refused\",\"code\":%d}"
                  .formatted(code)
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(code, status.length);
          exchange.getResponseBody().write(status);
          exchange.close();
        });
    server.start();
  }

  /** How many it has refused. */
  int refused() {
    return refused.get();
  }

  @Override
  public void accept(HttpClient.Builder http) {
    http.addOrReplaceInterceptor("refusing", this);
  }

  @Override
  public void before(BasicBuilder request, HttpRequest original, RequestTags tags) {
    if (!"GET".equals(original.method()) && writes.getAndIncrement() % 2 == 0) {
      request.uri(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"));
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
