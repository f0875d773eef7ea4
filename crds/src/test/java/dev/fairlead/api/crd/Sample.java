package dev.fairlead.api.crd;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A resource of the samples folder.
 *
 * @param file where it is
 * @param text what the file says
 */
record Sample(Path file, String text) {
  static final Path VALID = Path.of("samples", "valid");
  static final Path INVALID = Path.of("samples", "invalid");

  private static final String ERROR = "# error: ";

  /** The samples of a folder, by name. */
  static List<Sample> in(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.sorted().map(Sample::read).toList();
    }
  }

  /** The messages that it must produce, from its leading comments. */
  List<String> errors() {
    return text.lines()
        .filter(line -> line.startsWith(ERROR))
        .map(line -> line.substring(ERROR.length()))
        .toList();
  }

  ObjectNode tree() {
    return Yaml.parse(text);
  }

  @Override
  public String toString() {
    return file.getFileName().toString();
  }

  private static Sample read(Path file) {
    try {
      return new Sample(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
