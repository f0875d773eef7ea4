package dev.fairlead.operator.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A PEM file with certificate authorities; read again when it changes, as a mounted file does. */
final class CaFile {
  private static final Logger LOG = Logger.getLogger(CaFile.class);

  private record Read(FileTime modified, @Nullable String pem) {}

  private static final String BEGIN = "-----BEGIN";

  private final Path path;
  private Read last;

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it holds something else
   * @throws UncheckedIOException if it cannot be read: trusting fewer than was asked for would fail
   *     later and elsewhere
   */
  CaFile(Path path) {
    this.path = path;
    last = new Read(modified(path), read(path));
  }

  /** Its text, null while it is empty; of a change that is wrong, the text before it. */
  synchronized @Nullable String pem() {
    FileTime modified = modified(path);
    if (!modified.equals(last.modified())) {
      last = new Read(modified, changed());
    }
    return last.pem();
  }

  private @Nullable String changed() {
    try {
      return read(path);
    } catch (IllegalArgumentException e) {
      LOG.errorf("%s; those before it stay", e.getMessage());
      return last.pem();
    }
  }

  private static FileTime modified(Path path) {
    try {
      return Files.getLastModifiedTime(path);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static @Nullable String read(Path path) {
    try {
      String pem = Files.readString(path);
      if (pem.isBlank()) {
        return null;
      }
      check(pem);
      return pem;
    } catch (IOException e) {
      throw unreadable(path, e);
    } catch (CertificateException e) {
      throw new IllegalArgumentException(
          "FAIRLEAD_TRUSTED_CAS: %s holds something else than whole certificates in PEM: correct the chart's trustedCAs (%s)"
              .formatted(path, e.getMessage()),
          e);
    }
  }

  /** One that is cut off at the end is not seen by who reads them. */
  private static void check(String pem) throws CertificateException {
    var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8));
    int found = CertificateFactory.getInstance("X.509").generateCertificates(bytes).size();
    long begun = pem.lines().filter(line -> line.startsWith(BEGIN)).count();
    if (found == 0 || found < begun) {
      throw new CertificateException("of %d that begin %d are whole".formatted(begun, found));
    }
  }

  private static UncheckedIOException unreadable(Path path, IOException e) {
    return new UncheckedIOException("FAIRLEAD_TRUSTED_CAS: " + path + " cannot be read", e);
  }
}
