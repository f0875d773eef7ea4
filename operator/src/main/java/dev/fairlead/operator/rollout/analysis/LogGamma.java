package dev.fairlead.operator.rollout.analysis;

/** The logarithms of Euler's functions gamma and beta. */
final class LogGamma {
  /** From there on the series below is exact to twelve digits. */
  private static final double LARGE = 15;

  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private LogGamma() {}

  /** ln B(a, b) for positive arguments. */
  static double beta(double a, double b) {
    return of(a) + of(b) - of(a + b);
  }

  /** ln Γ(x) for a positive argument, by Stirling's series after Γ(x) = Γ(x + 1) / x. */
  static double of(double x) {
    double shift = 0;
    double y = x;
    while (y < LARGE) {
      shift += Math.log(y);
      y++;
    }
    double square = y * y;
    double series = (1.0 / 12 - (1.0 / 360 - 1.0 / (1260 * square)) / square) / y;
    return (y - 0.5) * Math.log(y) - y + HALF_LOG_TWO_PI + series - shift;
  }
}
