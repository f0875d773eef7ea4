package dev.fairlead.runtime.pytorch;

import java.nio.file.Path;
import java.util.List;

/** LibTorch's messages without what concerns nobody outside: paths, stacks, source lines. */
final class Messages {
  private static final int MOST = 300;
  private static final String ERROR = "RuntimeError: ";

  private Messages() {}

  static String of(Exception e, Path file) {
    return of(e).replace(file.toString(), file.getFileName().toString());
  }

  /** An error in a script is the last of many lines, any other is the first. */
  static String of(Exception e) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    List<String> lines =
        message.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    String line =
        lines.stream()
            .filter(l -> l.startsWith(ERROR))
            .findFirst()
            .map(l -> l.substring(ERROR.length()))
            .or(() -> lines.stream().findFirst())
            .orElse("no reason given")
            .replaceAll("/\\S+?:\\d+", "")
            .strip();
    return line.length() <= MOST ? line : line.substring(0, MOST) + "…";
  }
}
