package dev.fairlead.fetch.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name that git gives to a file's content: the SHA-1 of a header and the content. */
final class GitBlob {
  private GitBlob() {}

  /** 40 hexadecimal digits in lower case. */
  static String oid(Path file) throws IOException {
    String header = "blob %d\0".formatted(Files.size(file));
    return Sha1.of(header.getBytes(StandardCharsets.US_ASCII), file);
  }
}
