package dev.fairlead.bench.load;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Keeps its connection for as long as the server does. Not for more than one thread at a time. */
final class Client implements AutoCloseable {
  private final int port;
  private @Nullable Connection connection;

  Client(int port) {
    this.port = port;
  }

  /** So that the time of the next question is not that of connecting. */
  void connect() throws IOException {
    if (connection == null) {
      connection = new Connection(port);
    }
  }

  /**
   * Sends a whole request and waits for its answer.
   *
   * @throws IOException if there is none; the next question gets a new connection
   */
  Answer ask(byte[] request) throws IOException {
    Connection open = connection == null ? new Connection(port) : connection;
    connection = open;
    try {
      Answer answer = open.ask(request);
      if (answer.closes()) {
        close();
      }
      return answer;
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  @Override
  public void close() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // it is not used again
      }
    }
  }
}
