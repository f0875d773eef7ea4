package dev.fairlead.operator.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far a candidate is, by the list of steps that there was. It is kept in the status; where that
 * is lost the candidate begins with the first step again.
 *
 * @param revision the candidate
 * @param done the steps before its own, as they were; all of them once it has done them all
 * @param of how many steps there were
 * @param weight the share in percent of its step, as it was; of the last one once it has done all
 * @param through the largest share in percent of a step that it has done: 0 once its first step has
 *     begun, null before
 * @param since since when it has the pods and the share of its step; null before
 * @param unsteadySince since when a server of its pods has ended again and again in this step; null
 *     while none has
 */
public record CanaryProgress(
    String revision,
    List<CanaryStep> done,
    int of,
    int weight,
    @Nullable Integer through,
    @Nullable Instant since,
    @Nullable Instant unsteadySince) {
  /** Of no list: in its place there may have been any. */
  private static final CanaryStep UNKNOWN = new CanaryStep(-1, Duration.ZERO, false);

  public CanaryProgress {
    done = List.copyOf(done);
  }

  /** Before its first step. */
  static CanaryProgress first(String revision, List<CanaryStep> steps) {
    return new CanaryProgress(
        revision, List.of(), steps.size(), weight(steps, 0), null, null, null);
  }

  /** Of one that has done some steps, nobody knows which: only the share of its own is known. */
  public static CanaryProgress unknown(String revision, int weight) {
    return new CanaryProgress(revision, List.of(UNKNOWN), 0, weight, weight, null, null);
  }

  /** Index of its step; the number of steps once it has done them all. */
  public int step() {
    return done.size();
  }

  /** Whether its first step has begun, so that it is past its gate. */
  public boolean hasBegun() {
    return through != null;
  }

  /** Whether a server that ended then was one of its step, which has begun. */
  public boolean isInterruptedBy(@Nullable Instant end) {
    return since != null && end != null && !end.isBefore(since);
  }

  /**
   * By today's steps. Where those that it has done are still what they were, and its own has the
   * same share, it is where it was. Else its step begins anew: the one that now follows those that
   * it has done, or where these were edited the first that has no less than it has been through;
   * and the last one where none follows any more. Only its own was held for sure: of those before
   * it one may have come in by an edit.
   */
  CanaryProgress by(List<CanaryStep> steps) {
    boolean areAsTheyWere =
        step() <= steps.size()
            && IntStream.range(0, step()).allMatch(i -> steps.get(i).isMetBy(done.get(i)));
    if (!areAsTheyWere) {
      return at(steps, following(steps));
    }
    if (step() == steps.size() && step() != of) {
      return at(steps, steps.size() - 1);
    }
    boolean isItsOwn = step() == steps.size() || steps.get(step()).weight() == weight;
    return isItsOwn ? this : with(steps, done);
  }

  private int following(List<CanaryStep> steps) {
    int least = through == null ? 0 : through;
    int last = steps.size() - 1;
    return IntStream.range(0, last)
        .filter(i -> steps.get(i).weight() >= least)
        .findFirst()
        .orElse(last);
  }

  /** Its step has the pods and the share. */
  CanaryProgress begun(Instant now) {
    return new CanaryProgress(
        revision, done, of, weight, through == null ? 0 : through, now, unsteadySince);
  }

  /** Nobody is wanted: it begins its step anew, and the first one behind its gate. */
  CanaryProgress withoutPods() {
    return new CanaryProgress(
        revision, done, of, weight, done.isEmpty() ? null : through, null, null);
  }

  /** A server ended then: its step begins anew. */
  CanaryProgress interrupted(Instant end) {
    return new CanaryProgress(
        revision, done, of, weight, through, null, unsteadySince == null ? end : unsteadySince);
  }

  /** It has done its step, which is one of these. */
  CanaryProgress next(List<CanaryStep> steps) {
    CanaryStep step = steps.get(step());
    int most = Math.max(through == null ? 0 : through, step.weight());
    List<CanaryStep> all = Stream.concat(done.stream(), Stream.of(step)).toList();
    return new CanaryProgress(
        revision, all, steps.size(), weight(steps, all.size()), most, null, null);
  }

  private CanaryProgress at(List<CanaryStep> steps, int step) {
    return with(steps, steps.subList(0, step));
  }

  private CanaryProgress with(List<CanaryStep> steps, List<CanaryStep> before) {
    return new CanaryProgress(
        revision, before, steps.size(), weight(steps, before.size()), through, null, null);
  }

  private static int weight(List<CanaryStep> steps, int step) {
    return steps.get(Math.min(step, steps.size() - 1)).weight();
  }
}
