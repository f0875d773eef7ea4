package dev.fairlead.runtime.onnx;

import dev.fairlead.runtime.testsupport.ServerProcess;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A connection of HTTP/1.1 that does what the test says, byte by byte. */
final class Wire implements AutoCloseable {
  /** What came back. */
  record Answer(int status, String body) {}

  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;
  private boolean last;

  Wire(ServerProcess server) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** A whole inference. */
  static byte[] inference(String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    return ("POST /v2/models/m/infer HTTP/1.1\r\nHost: m\r\nContent-Type: application/json\r\n"
            + "Content-Length: %d\r\n\r\n%s".formatted(body.length, json))
        .getBytes(StandardCharsets.UTF_8);
  }

  Wire send(byte[] bytes) throws IOException {
    return send(bytes, bytes.length);
  }

  /** Only the first of them. */
  Wire send(byte[] bytes, int count) throws IOException {
    socket.getOutputStream().write(bytes, 0, count);
    return this;
  }

  /** The answer to the oldest request that has none yet. */
  Answer receive() throws IOException {
    String status = line();
    int length = 0;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(lower.indexOf(':') + 1).strip());
      } else if (lower.startsWith("connection:")) {
        last = lower.endsWith("close");
      }
    }
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Answer(Integer.parseInt(status.substring(9, 12)), body);
  }

  /** Whether the server said with its last answer that it ends the connection. */
  boolean isLast() {
    return last;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server ended the connection without an answer");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  /** Ends it at once, by a reset in place of a good-bye. */
  void cut() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
