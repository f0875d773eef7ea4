package dev.fairlead.operator.scrape;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One POST of JSON, over a connection of its own as {@link Get}. It ends in time, whatever the
 * other side does.
 *
 * @param status HTTP status
 * @param revision header {@code Fairlead-Revision}, if there is one
 * @param body of whatever status
 */
record Post(int status, @Nullable String revision, String body) {
  /** A golden request is one inference, perhaps the first of its kind on a slow model. */
  static final Duration MOST_TIME = Duration.ofSeconds(30);

  /** A read takes as long as it takes, until it is cut off. */
  private static final int WITHOUT_END = 0;

  private static final int MOST_BYTES = 1 << 20;

  /**
   * Asks.
   *
   * @param host a name or an address, IPv6 without brackets
   * @param most time that it may take
   * @throws IOException if nobody answers, not in time, or at too great length
   */
  static Post to(String host, int port, String path, String json, Duration most)
      throws IOException, InterruptedException {
    return CutOff.after(most, () -> to(host, port, path, json));
  }

  private static Post to(String host, int port, String path, String json) throws IOException {
    HttpURLConnection request = Get.connection(host, port, path, WITHOUT_END);
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    request.setRequestMethod("POST");
    request.setRequestProperty("Content-Type", "application/json");
    request.setDoOutput(true);
    request.setFixedLengthStreamingMode(bytes.length);
    try {
      try (OutputStream out = request.getOutputStream()) {
        out.write(bytes);
      }
      int status = request.getResponseCode();
      InputStream stream =
          status < HttpURLConnection.HTTP_BAD_REQUEST
              ? request.getInputStream()
              : request.getErrorStream();
      String body = stream == null ? "" : Get.body(stream, MOST_BYTES, Long.MAX_VALUE);
      return new Post(status, request.getHeaderField("Fairlead-Revision"), body);
    } finally {
      request.disconnect();
    }
  }
}
