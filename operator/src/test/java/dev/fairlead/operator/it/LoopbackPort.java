package dev.fairlead.operator.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.function.Consumer;

/** Takes connections, each in a thread of its own. */
final class LoopbackPort implements AutoCloseable {
  private final ServerSocket server;
  private final Consumer<Socket> conversation;

  /** {@code conversation} closes its connection. */
  LoopbackPort(Consumer<Socket> conversation) throws IOException {
    this.conversation = conversation;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::accept);
  }

  /** The same place there, by that scheme. */
  URI instead(String scheme, URI uri) {
    String authority = scheme + "://127.0.0.1:" + server.getLocalPort();
    return URI.create(uri.toString().replaceFirst("^[a-z]+://[^/]+", authority));
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = server.accept();
        Thread.ofPlatform().daemon().start(() -> conversation.accept(connection));
      }
    } catch (IOException e) {
      if (!server.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
