package dev.fairlead.operator.plan;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Kubernetes writes them, and as people read them: {@code 90s}, {@code 1h30m}. */
public final class GoDuration {
  private static final Pattern PART = Pattern.compile("\\G(\\d+)(h|ms|m|s)");

  private GoDuration() {}

  /** The shortest form of whole milliseconds: {@code 1h30m}, {@code 0s}. */
  public static String format(Duration duration) {
    String text =
        part(duration.toHours(), "h")
            + part(duration.toMinutesPart(), "m")
            + part(duration.toSecondsPart(), "s")
            + part(duration.toMillisPart(), "ms");
    return text.isEmpty() ? "0s" : text;
  }

  private static String part(long amount, String unit) {
    return amount == 0 ? "" : amount + unit;
  }

  /**
   * The schema has checked the form already.
   *
   * @throws IllegalArgumentException where it is another one all the same
   */
  static Duration parse(String text) {
    Matcher part = PART.matcher(text);
    Duration sum = Duration.ZERO;
    int end = 0;
    while (part.find()) {
      long amount = Long.parseLong(part.group(1));
      sum =
          sum.plus(
              switch (part.group(2)) {
                case "h" -> Duration.ofHours(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "s" -> Duration.ofSeconds(amount);
                default -> Duration.ofMillis(amount);
              });
      end = part.end();
    }
    if (text.isEmpty() || end != text.length()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration such as 90s, 10m or 1h30m");
    }
    return sum;
  }
}
