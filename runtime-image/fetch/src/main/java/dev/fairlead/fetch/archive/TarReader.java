package dev.fairlead.fetch.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/** A tar, plain or in gzip, read from its front to its end. */
final class TarReader implements ArchiveReader {
  private static final int BUFFER = 1 << 16;

  private final MeteredInput metered;
  private final TarArchiveInputStream tar;
  private final long headerLimit;

  private TarReader(MeteredInput metered, long headerLimit) {
    this.metered = metered;
    this.tar = new TarArchiveInputStream(metered, "UTF-8");
    this.headerLimit = headerLimit;
  }

  static TarReader open(Path archive, boolean gzip, long headerLimit) throws IOException {
    InputStream file = new BufferedInputStream(Files.newInputStream(archive), BUFFER);
    try {
      return new TarReader(
          new MeteredInput(gzip ? new GZIPInputStream(file, BUFFER) : file), headerLimit);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public @Nullable Entry next() throws IOException {
    // Names and attributes of any length stand before an entry and are read into memory.
    metered.limit(headerLimit);
    TarArchiveEntry entry = tar.getNextEntry();
    metered.unlimited();
    return entry == null ? null : new Entry(entry.getName(), kind(entry), tar);
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }

  private Kind kind(TarArchiveEntry entry) {
    if (entry.isDirectory()) {
      return Kind.DIRECTORY;
    }
    boolean regular =
        switch (entry.getLinkFlag()) {
          case TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM, TarConstants.LF_CONTIG -> true;
          default -> false;
        };
    return regular && !entry.isSparse() && tar.canReadEntryData(entry) ? Kind.FILE : Kind.OTHER;
  }
}
