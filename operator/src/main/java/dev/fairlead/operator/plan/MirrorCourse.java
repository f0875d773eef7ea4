package dev.fairlead.operator.plan;

import dev.fairlead.operator.rollout.analysis.MirrorJudgement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A mirror that is asked for.
 *
 * @param settings as the pods that serve are told
 * @param since since when all of them mirror; null before
 * @param isPassed whether the candidate was found good by it
 * @param judgement what is known of the candidate; null while nothing is
 */
public record MirrorCourse(
    LiveSettings.Mirror settings,
    @Nullable Instant since,
    boolean isPassed,
    @Nullable MirrorJudgement judgement) {

  /** The share of the requests, in percent. */
  public int percent() {
    return settings.percent();
  }
}
