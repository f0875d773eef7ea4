package dev.fairlead.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;

/**
 * The folder of one control plane: {@code target/control-plane/…} of the module under test, so that
 * logs are there after a failure and {@code mvn clean} takes them away.
 *
 * @param directory the folder, absolute
 */
record Workspace(Path directory) {
  static Workspace create() {
    try {
      Path parent = Files.createDirectories(Path.of("target", "control-plane").toAbsolutePath());
      Path directory =
          Files.createTempDirectory(
              parent,
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return new Workspace(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path log(String program) {
    return directory.resolve(program + ".log");
  }

  Path auditLog() {
    return directory.resolve("audit.log");
  }

  Path kubeconfig(String user) {
    return directory.resolve("kubeconfig-" + user.replace(':', '-').toLowerCase(Locale.ROOT));
  }

  /** etcd's files. */
  Path data() {
    return directory.resolve("data");
  }

  /** Certificates and keys. */
  Path secrets() {
    return directory.resolve("secrets");
  }

  Path write(Path file, String content) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes what is of no use after the run: data and keys. */
  void dropData() {
    for (Path folder : new Path[] {data(), secrets()}) {
      if (!Files.exists(folder)) {
        continue;
      }
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
