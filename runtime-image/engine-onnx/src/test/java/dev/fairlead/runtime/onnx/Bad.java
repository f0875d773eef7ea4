package dev.fairlead.runtime.onnx;

import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Candidates that no real server is on purpose. */
final class Bad implements AutoCloseable {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final int port;
  private final Closeable socket;

  private Bad(int port, Closeable socket) {
    this.port = port;
    this.socket = socket;
  }

  /** Takes connections, and never answers. */
  static Bad hanging() throws IOException {
    var socket = new ServerSocket(0, 256, HERE);
    return new Bad(socket.getLocalPort(), socket);
  }

  /** Answers so many at once, each with status 200, and then nothing any more. */
  static Bad hangingAfter(int answers, String json) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(HERE, 0), 256);
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    var answered = new AtomicInteger();
    var end = new CountDownLatch(1);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          if (answered.incrementAndGet() > answers) {
            hang(end);
          }
          exchange.sendResponseHeaders(200, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
    return new Bad(
        server.getAddress().getPort(),
        () -> {
          end.countDown();
          server.stop(0);
        });
  }

  /** The whole server: it has one thread. */
  private static void hang(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Answers everything at once. */
  static Bad answering(int status, String json) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(HERE, 0), 256);
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(status, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
    return new Bad(server.getAddress().getPort(), () -> server.stop(0));
  }

  /** Ends each connection in the middle of an answer. */
  static Bad cuttingShort() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(HERE, 0), 256);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, 1_000);
          exchange.getResponseBody().write("{\"outputs\"".getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          exchange.close();
        });
    server.start();
    return new Bad(server.getAddress().getPort(), () -> server.stop(0));
  }

  String target() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
