package dev.fairlead.fetch;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * A port on loopback that answers no more than a firewall which drops packets: nobody accepts its
 * connections, and the system lets only a few wait.
 */
final class FullBacklog implements Closeable {
  private static final int MOST_WAITING = 64;
  private static final int PATIENCE_MILLIS = 200;

  private final ServerSocket socket;
  private final List<Socket> waiting = new ArrayList<>();

  FullBacklog() throws IOException {
    socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    while (waits(new Socket())) {
      if (waiting.size() > MOST_WAITING) {
        throw new IOException("the backlog does not fill");
      }
    }
  }

  int port() {
    return socket.getLocalPort();
  }

  private boolean waits(Socket next) throws IOException {
    waiting.add(next);
    try {
      next.connect(
          new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort()), PATIENCE_MILLIS);
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket one : waiting) {
      one.close();
    }
    socket.close();
  }
}
