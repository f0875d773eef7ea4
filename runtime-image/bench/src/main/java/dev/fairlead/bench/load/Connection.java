package dev.fairlead.bench.load;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A connection to this machine that is kept: no pool and no retry, which would hide a failure. */
public final class Connection implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 60_000;

  private final Socket socket = new Socket();
  private final OutputStream out;
  private final AnswerReader in;

  /** Opens it. */
  public Connection(int port) throws IOException {
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      out = socket.getOutputStream();
      in = new AnswerReader(socket.getInputStream());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Sends a whole request, head and body, and waits for its answer. */
  public Answer ask(byte[] request) throws IOException {
    out.write(request);
    return in.read();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
