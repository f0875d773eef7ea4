package dev.fairlead.fetch.archive;

import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Refuses to give more than a number of bytes while a limit is set. */
final class MeteredInput extends FilterInputStream {
  private long left = Long.MAX_VALUE;

  MeteredInput(InputStream in) {
    super(in);
  }

  void limit(long bytes) {
    left = bytes;
  }

  void unlimited() {
    left = Long.MAX_VALUE;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    count(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    count(Math.max(0, read));
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = super.skip(bytes);
    count(skipped);
    return skipped;
  }

  private void count(long bytes) throws FetchException {
    if (left == Long.MAX_VALUE) {
      return;
    }
    left -= bytes;
    if (left < 0) {
      throw new FetchException(
          Reason.ARCHIVE_REFUSED, "An entry's name or attributes are longer than any model needs.");
    }
  }
}
