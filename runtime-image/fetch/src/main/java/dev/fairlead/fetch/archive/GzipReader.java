package dev.fairlead.fetch.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** One file in gzip, which is called like it, without the ending. */
final class GzipReader implements ArchiveReader {
  private static final int BUFFER = 1 << 16;

  private final InputStream content;
  private @Nullable Entry next;

  private GzipReader(InputStream content, String name) {
    this.content = content;
    this.next = new Entry(name, Kind.FILE, content);
  }

  /**
   * @param name of the packed file
   */
  static GzipReader open(Path archive, String name) throws IOException {
    InputStream file = new BufferedInputStream(Files.newInputStream(archive), BUFFER);
    try {
      return new GzipReader(new GZIPInputStream(file, BUFFER), name.replaceFirst("(?i)[.]gz$", ""));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public @Nullable Entry next() {
    Entry entry = next;
    next = null;
    return entry;
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
