package dev.fairlead.fetch;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;

/** Connections to a server of the tests. */
final class Connections {
  private Connections() {}

  /** Serves each on a thread of its own, until the socket is closed. */
  static void serve(ServerSocket socket, Consumer<Socket> server) {
    Thread.ofVirtual().start(() -> accept(socket, server));
  }

  private static void accept(ServerSocket socket, Consumer<Socket> server) {
    while (true) {
      try {
        Socket connection = socket.accept();
        Thread.ofVirtual().start(() -> server.accept(connection));
      } catch (IOException e) {
        return;
      }
    }
  }
}
