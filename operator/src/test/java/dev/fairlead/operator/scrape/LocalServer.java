package dev.fairlead.operator.scrape;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A server of whatever kind, on a port of its own. */
final class LocalServer implements AutoCloseable {
  static final String ADDRESS = "127.0.0.1";

  private final List<String> paths = new CopyOnWriteArrayList<>();
  private final Semaphore turn = new Semaphore(1);
  private final HttpServer server;
  private volatile int status = 200;
  private volatile @Nullable String revision;
  private volatile String body = "{}";

  LocalServer() {
    this(ADDRESS, 0);
  }

  /** On that port of an address of this machine; 0 for any. */
  LocalServer(String address, int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            paths.add(exchange.getRequestURI().getPath());
            turn.acquireUninterruptibly();
            turn.release();
            if (revision != null) {
              exchange.getResponseHeaders().add("Fairlead-Revision", revision);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** What was asked for. */
  List<String> paths() {
    return List.copyOf(paths);
  }

  /** From now on it answers like this; {@code revision} null sends no such header. */
  void answers(int code, @Nullable String ofRevision, String text) {
    status = code;
    revision = ofRevision;
    body = text;
  }

  /** From now on it takes requests in and answers none. */
  void hold() {
    turn.acquireUninterruptibly();
  }

  /** It answers those too. */
  void goOn() {
    turn.release();
  }

  @Override
  public void close() {
    turn.release();
    server.stop(0);
  }
}
