package dev.fairlead.e2e.tools;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that was seen so far, once a second: whoever reads the log waits for a line that is new, and
 * needs no end to be agreed upon.
 */
final class Reports {
  private static final JsonMapper JSON = new JsonMapper();

  private Reports() {}

  /** Prints until the time is up, and once more then. */
  static void print(Duration time, Supplier<Map<String, Object>> seen) throws InterruptedException {
    long lines = Math.max(1, time.toSeconds());
    for (long line = 1; line <= lines; line++) {
      TimeUnit.SECONDS.sleep(1);
      var report = new TreeMap<String, Object>(seen.get());
      report.put("line", line);
      System.out.println(JSON.writeValueAsString(report));
    }
  }
}
