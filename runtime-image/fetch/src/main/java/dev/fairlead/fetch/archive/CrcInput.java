package dev.fairlead.fetch.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipException;

/** Compares the checksum of an entry at its end, which the zip library leaves to its caller. */
final class CrcInput extends CheckedInputStream {
  private final long expected;

  CrcInput(InputStream in, long expected) {
    super(in, new CRC32());
    this.expected = expected;
  }

  @Override
  public int read() throws IOException {
    return checked(super.read());
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return checked(super.read(bytes, offset, length));
  }

  private int checked(int read) throws IOException {
    if (read < 0 && getChecksum().getValue() != expected) {
      throw new ZipException("an entry's checksum is wrong");
    }
    return read;
  }
}
