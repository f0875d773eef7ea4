package dev.fairlead.operator.rollout.analysis;

import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a candidate by its answers to mirrored requests. A single answer beyond the
 * limit is enough to know that it is another model; which part of them agrees, and which part it
 * fails to answer, is known once there are enough.
 *
 * @param outcome what follows
 * @param counts that it is known by
 * @param missing how many more have to be compared; 0 once that is enough
 * @param largestDifference no answer differed by more
 * @param agreement the share of rows for which both decide for the same; null where there are none
 * @param text for a person: what was measured, and its limit
 */
public record MirrorJudgement(
    Outcome outcome,
    MirrorCounts counts,
    long missing,
    double largestDifference,
    @Nullable Double agreement,
    String text) {
  /** A pod that is restarted, or is full for a moment, is no reason to give a version up. */
  private static final double MOST_FAILED = 0.05;

  private static final double PERCENT = 100;

  /** What follows from these. */
  public static MirrorJudgement of(MirrorCounts counts, MirrorLimits limits) {
    Double agreement =
        counts.rows() == 0 ? null : (double) counts.agreed() / (double) counts.rows();
    long missing = Math.max(0, limits.minRequests() - counts.compared());
    List<String> faults = faults(counts, limits, agreement);
    Double least = limits.minTop1Agreement();
    boolean isUnknown = missing > 0 || (least != null && agreement == null);
    Outcome outcome = faults.isEmpty() ? (isUnknown ? Outcome.OPEN : Outcome.GOOD) : Outcome.BAD;
    return new MirrorJudgement(
        outcome,
        counts,
        missing,
        counts.largestDifference(),
        agreement,
        text(counts, limits, faults, missing, agreement));
  }

  private static List<String> faults(
      MirrorCounts counts, MirrorLimits limits, @Nullable Double agreement) {
    var faults = new ArrayList<String>();
    Double least = limits.minTop1Agreement();
    long beyond =
        least == null ? counts.different() : counts.beyond(limits.maxRelativeDifference());
    if (beyond > 0) {
      faults.add(
          "%d differ by more than %s".formatted(beyond, number(limits.maxRelativeDifference()))
              + (least == null ? ", or in a text" : ""));
    }
    if (counts.incomparable() > 0) {
      faults.add("%d have other outputs or shapes".formatted(counts.incomparable()));
    }
    boolean isEnough = counts.compared() >= limits.minRequests();
    if (least != null && agreement != null && isEnough && agreement < least) {
      faults.add(
          "top-1 agreement %s is below the limit of %s"
              .formatted(percent(agreement), percent(least)));
    }
    long sent = counts.sent();
    if (sent >= limits.minRequests() && (double) counts.failed() > MOST_FAILED * (double) sent) {
      faults.add(
          "%d of %d requests were not answered, the limit is %s"
              .formatted(counts.failed(), sent, percent(MOST_FAILED)));
    }
    return faults;
  }

  private static String text(
      MirrorCounts counts,
      MirrorLimits limits,
      List<String> faults,
      long missing,
      @Nullable Double agreement) {
    String known =
        "%d answers to mirrored requests compared: largest relative difference at most %s, limit %s"
            .formatted(
                counts.compared(),
                number(counts.largestDifference()),
                number(limits.maxRelativeDifference()));
    String agreed = agreement == null ? "" : ", top-1 agreement " + percent(agreement);
    if (!faults.isEmpty()) {
      return known + agreed + "; " + String.join("; ", faults);
    }
    String failed = counts.failed() == 0 ? "" : "; %d not answered".formatted(counts.failed());
    String open = missing > 0 ? "; %d more are needed".formatted(missing) : "";
    boolean isInVain = missing == 0 && limits.minTop1Agreement() != null && agreement == null;
    String cure =
        isInVain
            ? "; no output has labels or scores: remove spec.rollout.mirror.minTop1Agreement"
            : "";
    return known + agreed + failed + dropped(counts) + open + cure;
  }

  /** Each one only costs time; where it is most of them somebody may want to know how to end it. */
  private static String dropped(MirrorCounts counts) {
    if (counts.dropped() == 0) {
      return "";
    }
    String text = "; %d dropped, since too many were under way".formatted(counts.dropped());
    return counts.dropped() <= counts.sent()
        ? text
        : text + ": lower spec.rollout.mirror.percent, or give the new version more pods";
  }

  /** Such as 0.01 or 1e-07. */
  public static String number(double number) {
    return String.format(Locale.ROOT, "%.3g", number)
        .replaceFirst("([.][0-9]*?)0+($|e)", "$1$2")
        .replaceFirst("[.]($|e)", "$1");
  }

  /** Such as 99.80%. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f%%", share * PERCENT);
  }
}
