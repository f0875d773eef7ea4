package dev.fairlead.bench.load;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads one HTTP/1.1 answer after the other: no more of HTTP than servers of models use. */
final class AnswerReader {
  private static final int SIZE = 1 << 16;
  private static final int HEX = 16;
  private static final int STATUS_AT = 9;
  private static final int STATUS_END = 12;

  private final InputStream in;
  private final byte[] buffer = new byte[SIZE];
  private int at;
  private int end;

  AnswerReader(InputStream in) {
    this.in = in;
  }

  /**
   * The next answer.
   *
   * @throws EOFException if the connection ends before it does
   */
  Answer read() throws IOException {
    int status = status(line());
    int length = 0;
    boolean chunked = false;
    boolean closes = false;
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      String name = line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      if (name.equals("content-length")) {
        length = Integer.parseInt(value);
      } else if (name.equals("transfer-encoding")) {
        chunked = value.equalsIgnoreCase("chunked");
      } else if (name.equals("connection")) {
        closes = value.equalsIgnoreCase("close");
      }
    }
    return new Answer(status, chunked ? chunks() : bytes(length), closes);
  }

  private static int status(String line) throws ProtocolException {
    if (!line.startsWith("HTTP/1.1 ") || line.length() < STATUS_END) {
      throw new ProtocolException("this is no answer of HTTP/1.1: " + line);
    }
    return Integer.parseInt(line.substring(STATUS_AT, STATUS_END));
  }

  private byte[] chunks() throws IOException {
    var body = new ByteArrayOutputStream();
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      body.writeBytes(bytes(size));
      line();
    }
    while (!line().isEmpty()) {
      // trailers are of no interest
    }
    return body.toByteArray();
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(line().split(";", 2)[0].strip(), HEX);
  }

  private byte[] bytes(int length) throws IOException {
    byte[] bytes = new byte[length];
    int done = 0;
    while (done < length) {
      if (at == end) {
        fill();
      }
      int part = Math.min(length - done, end - at);
      System.arraycopy(buffer, at, bytes, done, part);
      at += part;
      done += part;
    }
    return bytes;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    while (true) {
      if (at == end) {
        fill();
      }
      int start = at;
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      line.append(new String(buffer, start, at - start, StandardCharsets.ISO_8859_1));
      if (at < end) {
        at++;
        int last = line.length() - 1;
        if (last >= 0 && line.charAt(last) == '\r') {
          line.setLength(last);
        }
        return line.toString();
      }
    }
  }

  private void fill() throws IOException {
    at = 0;
    end = Math.max(0, in.read(buffer));
    if (end == 0) {
      throw new EOFException("the server closed the connection");
    }
  }
}
