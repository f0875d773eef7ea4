package dev.fairlead.runtime.lifecycle;

import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The list that fetch wrote beside the files: {@code {"digest", "files": [{"path", "size",
 * "sha256"}]}}.
 */
final class Manifest {
  private static final Path FILE = Path.of(".fairlead", "manifest.json");

  private Manifest() {}

  /** Whether there is such a list. */
  static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(FILE));
  }

  /**
   * Compares the files with the list; without a list there is nothing to compare.
   *
   * @return the digest that the list stands for
   * @throws LoadException if a file is missing or another one
   */
  static @Nullable String verify(Path folder) throws LoadException {
    if (!isIn(folder)) {
      return null;
    }
    Path file = folder.resolve(FILE);
    try {
      JsonNode manifest = JsonMapper.shared().readTree(file.toFile());
      for (JsonNode entry : manifest.path("files")) {
        verify(folder, entry);
      }
      return manifest.path("digest").asString(null);
    } catch (JacksonException e) {
      throw new LoadException(
          Reason.DigestMismatch,
          "the list of fetched files cannot be read: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new LoadException(
          Reason.DigestMismatch, "a fetched file cannot be read: " + e.getMessage());
    }
  }

  private static void verify(Path folder, JsonNode entry) throws LoadException, IOException {
    String path = entry.path("path").asString("");
    Path file = folder.resolve(path).normalize();
    if (!file.startsWith(folder.normalize()) || !Files.isRegularFile(file)) {
      throw new LoadException(Reason.DigestMismatch, path + " was fetched and is not there");
    }
    if (Files.size(file) != entry.path("size").asLong(-1)) {
      throw new LoadException(
          Reason.DigestMismatch,
          "%s has %d bytes, fetched were %s"
              .formatted(path, Files.size(file), entry.path("size").asString()));
    }
    String expected = entry.path("sha256").asString("").replace("sha256:", "");
    String actual = Sha256.of(file);
    if (!actual.equals(expected)) {
      throw new LoadException(
          Reason.DigestMismatch,
          "%s has sha256 %s, fetched was %s".formatted(path, actual, expected));
    }
  }
}
