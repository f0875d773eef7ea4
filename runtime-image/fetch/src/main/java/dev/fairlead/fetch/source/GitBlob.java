package dev.fairlead.fetch.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The name that git gives to a file's content: the SHA-1 of a header and the content. */
final class GitBlob {
  private static final int BUFFER = 1 << 16;

  private GitBlob() {}

  /** 40 hexadecimal digits in lower case. */
  static String oid(Path file) throws IOException {
    MessageDigest sha1 = sha1();
    sha1.update("blob %d\0".formatted(Files.size(file)).getBytes(StandardCharsets.US_ASCII));
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha1.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(sha1.digest());
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
