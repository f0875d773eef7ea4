package dev.fairlead.runtime.onnx;

import ai.onnxruntime.OrtException;
import java.nio.file.Path;

/** ONNX Runtime's messages without what concerns nobody outside: paths, addresses, source lines. */
final class Messages {
  private static final int MOST = 300;

  private Messages() {}

  static String of(OrtException e, Path file) {
    return of(e).replace(file.toString(), file.getFileName().toString());
  }

  static String of(OrtException e) {
    String message = e.getMessage() == null ? "no reason given" : e.getMessage();
    String line =
        message
            .lines()
            .findFirst()
            .orElse("")
            .replaceFirst("^Error code - \\w+ - message: ", "")
            .replaceAll("/\\S+?:\\d+ \\S*", "")
            .strip();
    return line.length() <= MOST ? line : line.substring(0, MOST) + "…";
  }
}
