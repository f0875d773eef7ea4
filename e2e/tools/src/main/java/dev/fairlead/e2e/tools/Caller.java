package dev.fairlead.e2e.tools;

import java.io.IOException;
import java.util.Map;

/** One connection of a client, and the question that it asks. */
interface Caller extends AutoCloseable {
  /**
   * What came back.
   *
   * @param revision that answered
   * @param last whether the connection ends with it
   */
  record Answer(String revision, boolean last) {}

  /**
   * Asks once, with these headers too.
   *
   * @throws IOException for anything but an answer
   */
  Answer call(Map<String, String> headers) throws IOException;

  @Override
  void close() throws IOException;
}
