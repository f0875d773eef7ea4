package dev.fairlead.operator.plan;

import dev.fairlead.operator.rollout.analysis.QueryAnswers;
import dev.fairlead.operator.rollout.analysis.Readings;
import dev.fairlead.operator.rollout.verify.GoldenAnswers;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a candidate beside what the cluster tells.
 *
 * @param readings what the pods of a canary or a mirror tell; null while nobody has asked or
 *     answered
 * @param answers to golden requests; null while nobody has asked
 * @param queried what the site's Prometheus says; null while nobody has asked
 */
public record Told(
    @Nullable Readings readings, @Nullable GoldenAnswers answers, @Nullable QueryAnswers queried) {
  /** Nobody has asked anything. */
  public static final Told NOTHING = new Told(null, null, null);
}
