package dev.fairlead.operator.it;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * What a fake pod would answer, at a port that model servers have, on a loopback address of its own
 * (Linux has a whole network of them). Kubernetes refuses such addresses as endpoints: who is asked
 * here serves nobody.
 */
final class PodServer implements AutoCloseable {
  static final int PROTOCOLS = 8080;
  static final int METRICS = 9090;

  /** What a Prometheus reads metrics in; nobody else asks for a type. */
  private static final String TEXT = "text/plain; version=0.0.4";

  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  /** {@code answer} is made anew for each request; it has status 200. */
  PodServer(String address, int port, Supplier<String> answer) {
    try {
      server = HttpServer.create(new InetSocketAddress(address, port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            bodies.add(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.getResponseHeaders().set("Content-Type", TEXT);
            byte[] bytes = answer.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    server.start();
  }

  /** What was sent to it. */
  List<String> bodies() {
    return List.copyOf(bodies);
  }

  /** That pod has that address now. */
  static void isAt(Models models, Pod pod, String address) {
    models.report(
        pod,
        p ->
            new PodBuilder(p)
                .editStatus()
                .withPodIP(address)
                .withPodIPs(new PodIP(address))
                .endStatus()
                .build());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
