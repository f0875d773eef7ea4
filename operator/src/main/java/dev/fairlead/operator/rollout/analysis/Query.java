package dev.fairlead.operator.rollout.analysis;

import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/**
 * A number that a site's Prometheus is asked for, and what it is held to.
 *
 * @param name for people
 * @param expression in PromQL, without placeholders
 * @param min the least that it may be; null for no such bound
 * @param max the most that it may be; null for no such bound
 */
public record Query(String name, String expression, @Nullable Double min, @Nullable Double max) {
  private static final MathContext DIGITS = new MathContext(6);
  private static final int LONGEST = 15;

  /** By how much it is above the most or below the least; negative where it keeps to both. */
  double beyond(double value) {
    double above = max == null ? Double.NEGATIVE_INFINITY : value - max;
    double below = min == null ? Double.NEGATIVE_INFINITY : min - value;
    return Math.max(above, below);
  }

  /** Such as {@code at most 0.9}. */
  public String bounds() {
    if (min == null) {
      return max == null ? "anything" : "at most " + number(max);
    }
    return max == null
        ? "at least " + number(min)
        : "between %s and %s".formatted(number(min), number(max));
  }

  /** Of six digits, such as 0.87 or 1.5E+20, as PromQL reads it too. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    String plain = rounded.toPlainString();
    return plain.length() <= LONGEST ? plain : rounded.toString();
  }
}
