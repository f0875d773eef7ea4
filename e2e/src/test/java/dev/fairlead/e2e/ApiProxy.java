package dev.fairlead.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * {@code kubectl proxy}: the API server without a login, for programs on this machine; and through
 * it the ports of all pods, whose own addresses lead nowhere from here.
 */
final class ApiProxy implements AutoCloseable {
  private static final int OK = 200;

  private final Process process;
  private final int port;

  private ApiProxy(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts one and waits until it answers. */
  static ApiProxy start() throws IOException {
    int port = Prometheus.freePort();
    var proxy = new ApiProxy(Shell.start("kubectl", "proxy", "--port=" + port), port);
    // which would pass on that a client also knows HTTP/2, and fail
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      HttpRequest ready = HttpRequest.newBuilder(URI.create(proxy.url() + "/readyz")).build();
      Patience.until(
          "the proxy answers",
          () -> client.send(ready, BodyHandlers.ofString()).statusCode() == OK);
      return proxy;
    } catch (RuntimeException e) {
      proxy.close();
      throw e;
    }
  }

  /** HOST:PORT of this machine. */
  String address() {
    return "127.0.0.1:" + port;
  }

  /** Where the API server is. */
  String url() {
    return "http://" + address();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
