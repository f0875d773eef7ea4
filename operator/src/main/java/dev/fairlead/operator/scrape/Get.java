package dev.fairlead.operator.scrape;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One GET over a connection of its own: never through a proxy, and never over a connection that was
 * kept, which would lead to a pod that a Service has left. It ends within {@link #MOST_TIME},
 * whatever the other side does.
 *
 * @param status HTTP status
 * @param revision header {@code Fairlead-Revision}, if there is one
 * @param body empty unless the status is 200
 */
record Get(int status, @Nullable String revision, String body) {
  static final Duration MOST_TIME = Duration.ofSeconds(3);

  private static final int CONNECT_MILLIS = 500;
  private static final int READ_MILLIS = 1_000;
  private static final int MOST_BYTES = 256 * 1024;

  /**
   * Asks.
   *
   * @param host a name or an address, IPv6 without brackets
   * @throws IOException if nobody answers, or not in time
   */
  static Get from(String host, int port, String path) throws IOException {
    long end = System.nanoTime() + MOST_TIME.minusMillis(READ_MILLIS).toNanos();
    HttpURLConnection request = connection(host, port, path, READ_MILLIS);
    try {
      int status = request.getResponseCode();
      String body =
          status == HttpURLConnection.HTTP_OK
              ? body(request.getInputStream(), MOST_BYTES, end)
              : "";
      return new Get(status, request.getHeaderField("Fairlead-Revision"), body);
    } finally {
      request.disconnect();
    }
  }

  /** A connection of its own, not yet made. */
  static HttpURLConnection connection(String host, int port, String path, int readMillis)
      throws IOException {
    String authority = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    var url = URI.create("http://" + authority + path).toURL();
    var request = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
    request.setConnectTimeout(CONNECT_MILLIS);
    request.setReadTimeout(readMillis);
    request.setInstanceFollowRedirects(false);
    request.setUseCaches(false);
    request.setRequestProperty("Connection", "close");
    return request;
  }

  /** All that comes, which ends with the stream; {@code end} as {@link System#nanoTime} tells. */
  static String body(InputStream stream, int most, long end) throws IOException {
    var body = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try (InputStream in = stream) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        body.write(buffer, 0, n);
        if (body.size() > most) {
          throw new IOException("the answer is longer than " + most + " bytes");
        }
        if (System.nanoTime() > end) {
          throw new SocketTimeoutException("the answer did not end in time");
        }
      }
    }
    return body.toString(StandardCharsets.UTF_8);
  }
}
