package dev.fairlead.operator.plan;

import dev.fairlead.operator.rollout.CanaryDecision;
import dev.fairlead.operator.rollout.CanaryDecision.Phase;
import dev.fairlead.operator.rollout.analysis.Judgement;
import dev.fairlead.operator.rollout.analysis.QueryJudgement;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A canary that is under way.
 *
 * @param decision what comes next
 * @param steps how many there are
 * @param weight the share of its step in percent; of the last one once all are done
 * @param inForce the share that every stable pod hands on by now, or that every gateway gives it;
 *     null while they differ, or nobody knows
 * @param toldAt when stable pods were last told of other settings; null while they never were
 * @param judgement what is known of the candidate by the requests of its step; null where nobody
 *     asks, or nothing is known yet
 * @param queries what is known of it by queries; null where none is to be asked
 * @param silent its pods that say nothing any more, and get nothing until it is known why
 * @param failure to be kept with its Deployment; null while it has not failed
 */
public record CanaryCourse(
    CanaryDecision decision,
    int steps,
    int weight,
    @Nullable Integer inForce,
    @Nullable Instant toldAt,
    @Nullable Judgement judgement,
    @Nullable QueryJudgement queries,
    List<String> silent,
    @Nullable Failure failure) {
  public CanaryCourse {
    silent = List.copyOf(silent);
  }

  /** The candidate. */
  public String revision() {
    return decision.progress().revision();
  }

  /** Whether it has its steps still before it, so that the stable revision leads. */
  public boolean isBeside() {
    return decision.phase() != Phase.PROMOTED;
  }
}
