package dev.fairlead.fetch.archive;

import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that refuses to give more than a number of bytes while a limit is set. */
final class MeteredChannel implements SeekableByteChannel {
  private final SeekableByteChannel file;
  private long left = Long.MAX_VALUE;

  MeteredChannel(Path path) throws IOException {
    this.file = Files.newByteChannel(path);
  }

  void limit(long bytes) {
    left = bytes;
  }

  void unlimited() {
    left = Long.MAX_VALUE;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int read = file.read(target);
    if (left != Long.MAX_VALUE && read > 0) {
      left -= read;
      if (left < 0) {
        throw new FetchException(
            Reason.ARCHIVE_REFUSED,
            "Its directory is longer than any model needs: pack fewer files.");
      }
    }
    return read;
  }

  @Override
  public long position() throws IOException {
    return file.position();
  }

  @Override
  public SeekableByteChannel position(long position) throws IOException {
    file.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public boolean isOpen() {
    return file.isOpen();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }
}
