package dev.fairlead.fetch.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The entries of an archive, one after the other. */
sealed interface ArchiveReader extends Closeable permits TarReader, ZipReader, GzipReader {
  /**
   * One entry.
   *
   * @param content its bytes, to be read before the next entry is asked for; empty for a directory
   */
  record Entry(String name, Kind kind, InputStream content) {}

  /** What an entry is. */
  enum Kind {
    FILE,
    DIRECTORY,
    /** Links, devices, encrypted and sparse files: nothing that a model needs. */
    OTHER
  }

  /** The next entry; null after the last. */
  @Nullable Entry next() throws IOException;
}
