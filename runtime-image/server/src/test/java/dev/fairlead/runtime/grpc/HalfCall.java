package dev.fairlead.runtime.grpc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A connection of HTTP/2 with one inference, whose message is never whole. */
final class HalfCall implements AutoCloseable {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int END_HEADERS = 4;
  private static final int MOST_OF_FRAME = 16_384;

  private final Socket socket;

  /**
   * Begins it.
   *
   * @param said how many bytes the message is said to have
   * @param sent how many of them are sent
   */
  HalfCall(int port, int said, int sent) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    OutputStream out = socket.getOutputStream();
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    out.write(frame(SETTINGS, 0, 0, new byte[0]));
    out.write(frame(HEADERS, END_HEADERS, 1, head()));
    out.write(frame(DATA, 0, 1, ByteBuffer.allocate(5).put((byte) 0).putInt(said).array()));
    for (int rest = sent; rest > 0; rest -= MOST_OF_FRAME) {
      out.write(frame(DATA, 0, 1, new byte[Math.min(rest, MOST_OF_FRAME)]));
    }
  }

  private static byte[] frame(int type, int flags, int stream, byte[] content) {
    return ByteBuffer.allocate(9 + content.length)
        .put((byte) (content.length >> 16))
        .putShort((short) content.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(content)
        .array();
  }

  /** By HPACK, each name by its number in the table if it is there, no value in any table. */
  private static byte[] head() {
    var head = new ByteArrayOutputStream();
    head.write(0x83); // :method POST
    head.write(0x86); // :scheme http
    head.write(0x04); // :path
    text(head, "/inference.GRPCInferenceService/ModelInfer");
    head.write(0x01); // :authority
    text(head, "m");
    head.write(0x0f); // content-type, in two bytes
    head.write(0x10);
    text(head, "application/grpc");
    head.write(0x00); // a name
    text(head, "te");
    text(head, "trailers");
    return head.toByteArray();
  }

  private static void text(ByteArrayOutputStream head, String text) {
    head.write(text.length());
    head.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
