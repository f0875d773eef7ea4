package dev.fairlead.runtime.xgboost;

import java.nio.file.Path;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** XGBoost's messages without what concerns nobody outside: paths, times, stacks. */
final class Messages {
  private static final int MOST = 300;

  private Messages() {}

  static String of(XGBoostError e, Path file) {
    return of(e).replace(file.toString(), file.getFileName().toString());
  }

  /** Of lines such as {@code [12:00:00] /workspace/src/common/json.cc:97: what is wrong}. */
  static String of(XGBoostError e) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    String line =
        message
            .lines()
            .map(l -> l.replaceFirst("^\\[[\\d:]+\\] ?", "").replaceFirst("^/?\\S+?:\\d+: ?", ""))
            .map(String::strip)
            .filter(l -> !l.isEmpty())
            .findFirst()
            .orElse("no reason given");
    return line.length() <= MOST ? line : line.substring(0, MOST) + "…";
  }
}
