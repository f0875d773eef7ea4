package dev.fairlead.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Records what an API server would be sent, and answers as it is told, such as no real one can be
 * made to; what it was not told about comes back as it was sent.
 */
public final class LocalApi implements AutoCloseable {
  private static final int OK = 200;

  /** One request. */
  public record Request(String method, String path, String body) {}

  private record Reply(int status, String body) {}

  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Map<String, Reply> replies = new ConcurrentHashMap<>();
  private final HttpServer server;
  private final KubernetesClient client;

  /** One that listens. */
  public LocalApi() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(Config.empty())
                    .withMasterUrl("http://localhost:" + server.getAddress().getPort())
                    .build())
            .build();
  }

  /** A client of it. */
  public KubernetesClient client() {
    return client;
  }

  /** What was sent. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** From now on a request of that method gets that object. */
  public void reply(String method, Object object) {
    replies.put(method, new Reply(OK, Serialization.asJson(object)));
  }

  /** From now on a request of that method is refused. */
  public void refuse(String method, int code, String message) {
    var status =
        new StatusBuilder().withStatus("Failure").withCode(code).withMessage(message).build();
    replies.put(method, new Reply(code, Serialization.asJson(status)));
  }

  @Override
  public void close() {
    client.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String method = exchange.getRequestMethod();
      requests.add(new Request(method, exchange.getRequestURI().getPath(), sent));
      Reply reply = replies.getOrDefault(method, new Reply(OK, sent));
      byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
