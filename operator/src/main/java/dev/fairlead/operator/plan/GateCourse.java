package dev.fairlead.operator.plan;

import dev.fairlead.operator.rollout.Gate;
import dev.fairlead.operator.rollout.verify.GoldenAnswers;
import org.jspecify.annotations.Nullable;

/**
 * What a candidate has to pass before its first request, and how far it is.
 *
 * @param revision the candidate
 * @param gate where it stands
 * @param isVerified whether all its ready pods have answered all golden requests; true where none
 *     are asked
 * @param answers to golden requests; null where none are asked, and before it is known which
 * @param mirror null where none is asked for
 * @param failure to be kept with its Deployment; null while it has not failed
 */
public record GateCourse(
    String revision,
    Gate gate,
    boolean isVerified,
    @Nullable GoldenAnswers answers,
    @Nullable MirrorCourse mirror,
    @Nullable Failure failure) {

  /** Why its golden requests cannot be read; null if they can, or need not. */
  public @Nullable String unreadable() {
    return answers == null || answers.isReadable() ? null : answers.trouble();
  }

  /** Whether it needs golden requests, or answers to mirrored ones, to go on. */
  public boolean isOpen() {
    return gate == Gate.OPEN;
  }
}
