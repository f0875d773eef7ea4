package dev.fairlead.e2e.tools;

import java.io.IOException;
import java.util.Map;

/** OpenAI's API, over a connection that is kept or not. */
record Rest(Http connection, String body, boolean keep) implements Caller {
  private static final int OK = 200;

  @Override
  public Answer call(Map<String, String> headers) throws IOException {
    Http.Reply reply = connection.send(body, keep, headers);
    if (reply.status() != OK) {
      throw new IOException("HTTP status " + reply.status());
    }
    return new Answer(reply.revision(), !keep || reply.last());
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
