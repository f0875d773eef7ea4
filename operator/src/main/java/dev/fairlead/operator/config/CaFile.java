package dev.fairlead.operator.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** A PEM file with certificate authorities; read again when it changes, as a mounted file does. */
final class CaFile {
  private record Read(FileTime modified, String pem) {}

  private final Path path;
  private @Nullable Read last;

  CaFile(Path path) {
    this.path = path;
  }

  /**
   * Its text; null while it is empty.
   *
   * @throws UncheckedIOException if it cannot be read: trusting fewer than was asked for would fail
   *     later and elsewhere
   */
  synchronized @Nullable String pem() {
    try {
      FileTime modified = Files.getLastModifiedTime(path);
      Read read = last;
      if (read == null || !read.modified().equals(modified)) {
        read = new Read(modified, Files.readString(path));
        last = read;
      }
      return read.pem().isBlank() ? null : read.pem();
    } catch (IOException e) {
      throw new UncheckedIOException("FAIRLEAD_TRUSTED_CAS: " + path + " cannot be read", e);
    }
  }
}
