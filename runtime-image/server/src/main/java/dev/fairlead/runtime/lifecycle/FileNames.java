package dev.fairlead.runtime.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a folder holds, for a message. */
final class FileNames {
  private static final int MOST = 10;

  private FileNames() {}

  static String of(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .limit(MOST)
          .collect(Collectors.joining(", "));
    } catch (IOException e) {
      return "unknown";
    }
  }
}
