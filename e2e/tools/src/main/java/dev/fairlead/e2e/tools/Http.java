package dev.fairlead.e2e.tools;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * HTTP/1.1 over a socket of one's own: no pool, no retry, nothing that would hide a failure. A
 * client library tries a request again when a kept connection turns out to be closed; here that
 * counts.
 */
final class Http implements AutoCloseable {
  /**
   * What came back.
   *
   * @param revision the header {@code Fairlead-Revision}
   * @param last whether the server closes the connection after it
   */
  record Reply(int status, String revision, boolean last, String body) {}

  static final int TIMEOUT_MILLIS = 10_000;

  private final URI url;
  private final Socket socket = new Socket();
  private final InputStream in;

  Http(URI url) throws IOException {
    this(url, TIMEOUT_MILLIS);
  }

  /** One that waits so long for a connection, and for each part of an answer. */
  Http(URI url, int timeoutMillis) throws IOException {
    this.url = url;
    socket.setSoTimeout(timeoutMillis);
    socket.setTcpNoDelay(true);
    try {
      socket.connect(
          new InetSocketAddress(url.getHost(), url.getPort() < 0 ? 80 : url.getPort()),
          timeoutMillis);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** A POST with a body, a GET without. */
  Reply send(String body, boolean keep) throws IOException {
    return send(body, keep, Map.of());
  }

  /** The same, with more headers. */
  Reply send(String body, boolean keep, Map<String, String> headers) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        "%s %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s%s\r\n"
            .formatted(
                body.isEmpty() ? "GET" : "POST",
                url.getPath(),
                url.getHost(),
                bytes.length,
                keep ? "" : "Connection: close\r\n",
                headers.entrySet().stream()
                    .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
                    .collect(Collectors.joining()));
    byte[] request = new byte[head.length() + bytes.length];
    System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, request, 0, head.length());
    System.arraycopy(bytes, 0, request, head.length(), bytes.length);
    socket.getOutputStream().write(request);
    return reply();
  }

  private Reply reply() throws IOException {
    String first = line();
    int status = Integer.parseInt(first.substring(9, 12));
    int length = 0;
    String revision = "";
    boolean last = false;
    for (String line = line(); !line.isEmpty(); line = line()) {
      String[] parts = line.split(":", 2);
      String value = parts[1].strip();
      switch (parts[0].toLowerCase(Locale.ROOT)) {
        case "content-length" -> length = Integer.parseInt(value);
        case "fairlead-revision" -> revision = value;
        case "connection" -> last = value.equalsIgnoreCase("close");
        default -> {
          // of no interest
        }
      }
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the answer ends early");
    }
    return new Reply(status, revision, last, new String(body, StandardCharsets.UTF_8));
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection was closed");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
