package dev.fairlead.fetch.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Set;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** A zip, read by its directory, which alone knows what is a link. */
final class ZipReader implements ArchiveReader {
  /** What every zip program writes; the library's other methods need libraries of their own. */
  private static final Set<Integer> METHODS = Set.of(ZipEntry.STORED, ZipEntry.DEFLATED);

  private final ZipFile zip;
  private final Enumeration<ZipArchiveEntry> entries;

  private ZipReader(ZipFile zip) {
    this.zip = zip;
    this.entries = zip.getEntriesInPhysicalOrder();
  }

  static ZipReader open(Path archive, long directoryLimit) throws IOException {
    // The directory is read into memory, whatever its length.
    var channel = new MeteredChannel(archive);
    channel.limit(directoryLimit);
    ZipFile zip =
        ZipFile.builder().setSeekableByteChannel(channel).setIgnoreLocalFileHeader(true).get();
    channel.unlimited();
    return new ZipReader(zip);
  }

  @Override
  public @Nullable Entry next() throws IOException {
    if (!entries.hasMoreElements()) {
      return null;
    }
    ZipArchiveEntry entry = entries.nextElement();
    Kind kind = kind(entry);
    if (kind == Kind.FILE && !METHODS.contains(entry.getMethod())) {
      throw new IOException("compression method " + entry.getMethod() + " of a zip entry");
    }
    InputStream content =
        kind == Kind.FILE
            ? new CrcInput(zip.getInputStream(entry), entry.getCrc())
            : InputStream.nullInputStream();
    return new Entry(entry.getName(), kind, content);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  private Kind kind(ZipArchiveEntry entry) {
    int type = entry.getUnixMode() & UnixStat.FILE_TYPE_FLAG;
    if (entry.isDirectory() && (type == 0 || type == UnixStat.DIR_FLAG)) {
      return Kind.DIRECTORY;
    }
    boolean regular = type == 0 || type == UnixStat.FILE_FLAG;
    return regular && !entry.isDirectory() && zip.canReadEntryData(entry) ? Kind.FILE : Kind.OTHER;
  }
}
