package dev.fairlead.fetch.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Archives of every kind, good and bad. */
public final class Archives {
  private Archives() {}

  /** Fills a tar. */
  public interface TarContent {
    void to(TarArchiveOutputStream tar) throws IOException;
  }

  /** Fills a zip. */
  public interface ZipContent {
    void to(ZipArchiveOutputStream zip) throws IOException;
  }

  public static byte[] tar(TarContent content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      content.to(tar);
    }
    return bytes.toByteArray();
  }

  public static byte[] zip(ZipContent content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipArchiveOutputStream(bytes)) {
      content.to(zip);
    }
    return bytes.toByteArray();
  }

  public static byte[] gzip(byte[] content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }

  public static TarContent tarFile(String name, String content) {
    return tar -> {
      byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
      // preserveAbsolutePath: the library would clean the name that is to be tested.
      var entry = new TarArchiveEntry(name, true);
      entry.setSize(bytes.length);
      tar.putArchiveEntry(entry);
      tar.write(bytes);
      tar.closeArchiveEntry();
    };
  }

  /** An entry of another type, without content. */
  public static TarContent tarEntry(String name, byte type, Consumer<TarArchiveEntry> more) {
    return tar -> {
      var entry = new TarArchiveEntry(name, type, true);
      more.accept(entry);
      tar.putArchiveEntry(entry);
      tar.closeArchiveEntry();
    };
  }

  public static ZipContent zipFile(String name, String content) {
    return zipFile(name, content, entry -> {});
  }

  public static ZipContent zipFile(String name, String content, Consumer<ZipArchiveEntry> more) {
    return zip -> {
      var entry = new ZipArchiveEntry(name);
      more.accept(entry);
      zip.putArchiveEntry(entry);
      if (!entry.isDirectory()) {
        zip.write(content.getBytes(StandardCharsets.UTF_8));
      }
      zip.closeArchiveEntry();
    };
  }

  public static TarContent all(TarContent... contents) {
    return tar -> {
      for (TarContent content : contents) {
        content.to(tar);
      }
    };
  }

  public static ZipContent allOf(ZipContent... contents) {
    return zip -> {
      for (ZipContent content : contents) {
        content.to(zip);
      }
    };
  }
}
