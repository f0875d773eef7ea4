package dev.fairlead.operator.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Takes one write in place of the API server: refuses it, or passes it on and answers badly. */
final class Detour implements Trouble {
  /** The client waits 10 s for an answer. */
  private static final int LATE_SECONDS = 8;

  private final Fault fault;
  private final URI apiServer;
  private final KubernetesClient client;
  private final HttpServer server;

  Detour(Fault fault, Config config) throws IOException {
    this.fault = fault;
    apiServer = URI.create(config.getMasterUrl());
    client = new KubernetesClientBuilder().withConfig(config).build();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  @Override
  public URI write(URI uri) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort()).resolve(relative(uri));
  }

  private static String relative(URI uri) {
    String query = uri.getRawQuery();
    return query == null ? uri.getRawPath() : uri.getRawPath() + "?" + query;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (fault.code() > 0) {
      refuse(exchange);
      return;
    }
    HttpResponse<byte[]> answer = passOn(exchange, body);
    if (fault == Fault.ANSWER_LOST) {
      exchange.close(); // without a word: the connection breaks
    } else {
      CompletableFuture.delayedExecutor(LATE_SECONDS, TimeUnit.SECONDS)
          .execute(() -> send(exchange, answer.code(), answer.body()));
    }
  }

  private void refuse(HttpExchange exchange) {
    String status =
        """
        {"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": "%s", "code": %d}
        """
            .formatted(fault, fault.code());
    if (fault == Fault.THROTTLED) {
      exchange.getResponseHeaders().add("Retry-After", "1");
    }
    send(exchange, fault.code(), status.getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse<byte[]> passOn(HttpExchange exchange, String body) {
    HttpRequest request =
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(apiServer.resolve(exchange.getRequestURI()).toString())
            .method(
                exchange.getRequestMethod(),
                exchange.getRequestHeaders().getFirst("Content-Type"),
                body)
            .build();
    return client.getHttpClient().sendAsync(request, byte[].class).join();
  }

  private static void send(HttpExchange exchange, int code, byte[] body) {
    try (exchange) {
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(code, body.length);
      exchange.getResponseBody().write(body);
    } catch (IOException e) {
      throw new UncheckedIOException("whoever asked has gone", e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    client.close();
  }
}
