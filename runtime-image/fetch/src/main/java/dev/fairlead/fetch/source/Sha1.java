package dev.fairlead.fetch.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** SHA-1 as 40 hexadecimal digits in lower case: all that some sources tell of a file. */
final class Sha1 {
  /** Its form. */
  static final Pattern FORM = Pattern.compile("[0-9a-f]{40}");

  private static final int BUFFER = 1 << 16;

  private Sha1() {}

  /** Of a file's bytes, with others before them. */
  static String of(byte[] before, Path file) throws IOException {
    MessageDigest sha1 = start();
    sha1.update(before);
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha1.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(sha1.digest());
  }

  /** Of a file's bytes. */
  static String of(Path file) throws IOException {
    return of(new byte[0], file);
  }

  private static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
