package dev.fairlead.runtime.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a folder holds, for a message. */
final class FileNames {
  private static final int MOST = 10;
  private static final int LONGEST = 80;

  private FileNames() {}

  static String of(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .limit(MOST)
          .map(FileNames::shown)
          .collect(Collectors.joining(", "));
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** A name that anybody may have given: on one line, and not a book. */
  static String shown(String name) {
    String clean = name.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST - 1) + "…";
  }
}
