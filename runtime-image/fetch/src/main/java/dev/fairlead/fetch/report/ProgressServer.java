package dev.fairlead.fetch.report;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Answers {@code GET /progress} with {@code {"phase","bytes","totalBytes","file","trouble"}}; the
 * last is absent while nothing is wrong.
 */
public final class ProgressServer implements AutoCloseable {
  private final HttpServer server;

  private ProgressServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Listens on all addresses.
   *
   * @param port 0 for any free one
   */
  public static ProgressServer start(int port, Progress progress) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 16);
    server.createContext("/progress", exchange -> answer(exchange, progress.now()));
    server.start();
    return new ProgressServer(server);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static void answer(HttpExchange exchange, Progress.Snapshot now) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!exchange.getRequestURI().getPath().equals("/progress")) {
        exchange.sendResponseHeaders(404, -1);
      } else if (!method.equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        exchange.sendResponseHeaders(405, -1);
      } else {
        byte[] body = json(now).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  private static String json(Progress.Snapshot now) {
    var object = new JsonObject();
    object.addProperty("phase", now.phase().value());
    object.addProperty("bytes", now.bytes());
    object.addProperty("totalBytes", now.totalBytes());
    object.addProperty("file", now.file());
    if (!now.trouble().isEmpty()) {
      object.addProperty("trouble", now.trouble());
    }
    return object.toString();
  }
}
