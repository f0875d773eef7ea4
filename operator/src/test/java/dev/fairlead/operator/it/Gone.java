package dev.fairlead.operator.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Writer;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;

/**
 * Tells every watch that what it asks for is too old, as an API server does that has forgotten it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455">The WebSocket Protocol</a>
 */
final class Gone implements AutoCloseable {
  private static final String KEY = "sec-websocket-key:";
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final byte TEXT = (byte) 0x81;
  private static final byte TWO_BYTES_OF_LENGTH = 126;
  private static final String EVENT =
      """
      {"type": "ERROR", "object": {"kind": "Status", "apiVersion": "v1", "metadata": {},
       "status": "Failure", "message": "too old resource version: 1 (2)", "reason": "Expired",
       "code": 410}}
      """;

  private final LoopbackPort port;

  Gone() throws IOException {
    port = new LoopbackPort(Gone::answer);
  }

  URI instead(URI uri) {
    return port.instead("http", uri);
  }

  private static void answer(Socket connection) {
    try (connection) {
      var request =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
      String key = key(request);
      OutputStream out = connection.getOutputStream();
      out.write(handshake(key).getBytes(StandardCharsets.UTF_8));
      out.write(frame(EVENT.getBytes(StandardCharsets.UTF_8)));
      out.flush();
      request.transferTo(Writer.nullWriter()); // until the client has read it and left
    } catch (IOException ended) {
      // by the client, which may be killed at any time
    }
  }

  private static String key(BufferedReader request) throws IOException {
    String key = "";
    for (String line = request.readLine();
        line != null && !line.isEmpty();
        line = request.readLine()) {
      if (line.toLowerCase(Locale.ROOT).startsWith(KEY)) {
        key = line.substring(KEY.length()).strip();
      }
    }
    return key;
  }

  private static String handshake(String key) {
    byte[] accepted = sha1((key + MAGIC).getBytes(StandardCharsets.UTF_8));
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: "
        + Base64.getEncoder().encodeToString(accepted)
        + "\r\n\r\n";
  }

  private static byte[] frame(byte[] text) {
    return ByteBuffer.allocate(4 + text.length)
        .put(TEXT)
        .put(TWO_BYTES_OF_LENGTH)
        .putShort((short) text.length)
        .put(text)
        .array();
  }

  private static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  @Override
  public void close() {
    port.close();
  }
}
