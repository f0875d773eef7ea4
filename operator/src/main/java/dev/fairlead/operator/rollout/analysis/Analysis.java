package dev.fairlead.operator.rollout.analysis;

import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Judges a candidate by its own counts and the stable revision's over the same time. It may be
 * asked as often as one likes: of candidates that are no worse than allowed at most {@link
 * #FALSE_ALARMS} are ever found bad, and of those that are worse by {@link #INDIFFERENCE} more at
 * most {@link #MISSES} are ever found good. In between, and while there are too few requests, the
 * outcome stays open.
 */
public final class Analysis {
  /** The share of good candidates that may ever be found bad, over all measures. */
  public static final double FALSE_ALARMS = 0.01;

  /** The share of bad candidates that may ever be found good. */
  public static final double MISSES = 0.05;

  /** How far above a limit a share of failures has to be for a miss to count. */
  public static final double INDIFFERENCE = 0.02;

  /** The same for the share of requests that are slower than they may be. */
  private static final double SLOW_INDIFFERENCE = 0.025;

  private static final int FEWEST_DIGITS = 3;
  private static final int MOST_DIGITS = 5;

  private final Counts candidate;
  private final Counts stable;
  private final Limits limits;
  private final double enoughAgainst;

  private Analysis(Counts candidate, Counts stable, Limits limits) {
    this.candidate = candidate;
    this.stable = stable;
    this.limits = limits;
    this.enoughAgainst = Math.log((double) questions(limits) / FALSE_ALARMS);
  }

  /** What is known by now. */
  public static Judgement of(Counts candidate, Counts stable, Limits limits) {
    return new Analysis(candidate, stable, limits).judge();
  }

  /** False alarms of several measures add up. */
  private static int questions(Limits limits) {
    return 1
        + (limits.latencyIncrease() == null ? 0 : 1)
        + (limits.errorRate() == null ? 0 : 1)
        + (limits.latency() == null ? 0 : 1);
  }

  private Judgement judge() {
    List<Measure> measures = measures();
    long requests = candidate.requests();
    if (measures.stream().anyMatch(Measure::isBad)) {
      return new Judgement(Outcome.BAD, requests, 0, measures, kinds());
    }
    long tooFew = Math.max(0, limits.minRequests() - requests);
    long unknown = measures.stream().mapToLong(m -> m.missing(requests)).max().orElse(0);
    boolean isGood = tooFew == 0 && measures.stream().allMatch(Measure::isGood);
    return new Judgement(
        isGood ? Outcome.GOOD : Outcome.OPEN,
        requests,
        isGood ? 0 : Math.max(1, Math.max(tooFew, unknown)),
        measures,
        kinds());
  }

  private List<Measure> measures() {
    var measures = new ArrayList<Measure>();
    measures.add(
        compared(
            "error rate",
            candidate.failed(),
            stable.failed(),
            limits.errorRateIncrease(),
            INDIFFERENCE));
    Limits.LatencyIncrease increase = limits.latencyIncrease();
    if (increase != null) {
      measures.add(slower(increase));
    }
    Double errorRate = limits.errorRate();
    if (errorRate != null) {
      // what it refuses may be the clients' mistake, which only the comparison can tell
      Trials failed = candidate.without(Sides.REFUSED).failed();
      measures.add(limited("error rate", failed, errorRate, INDIFFERENCE));
    }
    Limits.Latency latency = limits.latency();
    if (latency != null) {
      Histogram times = candidate.latency();
      // where the buckets end before the limit, what is above the last of them counts as too slow
      int bound = Math.min(times.atLeast(latency.seconds()), times.bounds().size() - 1);
      measures.add(
          limited(
              slowerThan(times.bound(bound)),
              times.slowerThan(bound),
              1 - latency.quantile(),
              SLOW_INDIFFERENCE));
    }
    return measures;
  }

  /**
   * Were the candidate's times at most {@code factor} times the stable one's, no larger share of
   * them would be above {@code factor} times any bound than of the stable one's above that bound.
   * The bound is picked from the stable one's counts alone. Both may have bounds of their own: the
   * candidate's next one is at least as far in any case.
   */
  private Measure slower(Limits.LatencyIncrease increase) {
    int bound = stable.latency().quantile(increase.quantile());
    double seconds = stable.latency().bound(bound) * increase.factor();
    int allowed = candidate.latency().atLeast(seconds);
    return compared(
        slowerThan(candidate.latency().bound(allowed)),
        candidate.latency().slowerThan(allowed),
        stable.latency().slowerThan(bound),
        0,
        SLOW_INDIFFERENCE);
  }

  private static String slowerThan(double seconds) {
    BigDecimal rounded =
        BigDecimal.valueOf(seconds)
            .setScale(MOST_DIGITS, RoundingMode.HALF_EVEN)
            .stripTrailingZeros();
    BigDecimal shown = rounded.setScale(Math.max(FEWEST_DIGITS, rounded.scale()));
    return "share slower than %s s".formatted(shown.toPlainString());
  }

  private Measure compared(
      String name, Trials ofCandidate, Trials ofStable, double margin, double indifference) {
    return new Measure(
        name,
        ofCandidate.rate(),
        ofStable.rate() + margin,
        Evidence.worse(ofCandidate, ofStable, margin),
        enoughAgainst,
        Evidence.notWorse(ofCandidate, ofStable, Math.min(1, margin + indifference)),
        -Math.log(MISSES));
  }

  private Measure limited(String name, Trials ofCandidate, double limit, double indifference) {
    return new Measure(
        name,
        ofCandidate.rate(),
        limit,
        Evidence.above(ofCandidate, limit),
        enoughAgainst,
        Evidence.below(ofCandidate, Math.min(1, limit + indifference)),
        -Math.log(MISSES));
  }

  /** Such as {@code 500: 12 (stable: 0)}, the most frequent first. */
  private String kinds() {
    return candidate.failures().entrySet().stream()
        .filter(e -> share(candidate, e.getKey()) > share(stable, e.getKey()))
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(
            e ->
                "%s: %d (stable: %d)"
                    .formatted(
                        e.getKey(), e.getValue(), stable.failures().getOrDefault(e.getKey(), 0L)))
        .collect(Collectors.joining(", "));
  }

  private static double share(Counts counts, String kind) {
    long all = Math.max(1, counts.requests());
    return (double) counts.failures().getOrDefault(kind, 0L) / (double) all;
  }
}
