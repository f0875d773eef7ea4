package dev.fairlead.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * What carrying the bytes alone costs: reads a request and sends an answer, without a look at it.
 */
final class Echo implements AutoCloseable {
  private static final int BACKLOG = 128;

  private final ServerSocket server;
  private final int requestLength;
  private final byte[] answer;

  /**
   * Listens.
   *
   * @param requestLength of each request, with its head
   * @param body of each answer
   */
  Echo(int requestLength, byte[] body) throws IOException {
    this.requestLength = requestLength;
    byte[] head =
        "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"
            .formatted(body.length)
            .getBytes(StandardCharsets.US_ASCII);
    answer = new byte[head.length + body.length];
    System.arraycopy(head, 0, answer, 0, head.length);
    System.arraycopy(body, 0, answer, head.length, body.length);
    server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofPlatform().daemon().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    byte[] request = new byte[requestLength];
    try (socket;
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream()) {
      socket.setTcpNoDelay(true);
      while (in.readNBytes(request, 0, requestLength) == requestLength) {
        out.write(answer);
      }
    } catch (IOException e) {
      // the client is gone
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
