package dev.fairlead.operator.rollout;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user wants of the simulated cluster.
 *
 * @param declared the declared revision; {@code broken} never gets ready
 * @param size with surge and unavailability
 * @param paused holds revisions
 * @param strategy how one revision takes over
 * @param says what else a person says of revisions
 * @param canary its steps
 */
record SimSpec(String declared, Size size, boolean paused, Kind strategy, Word says, Steps canary) {
  static final String BROKEN = "broken";

  /** Was never declared. */
  static final String UNKNOWN = "unknown";

  /** The strategies, one of them also while nobody has approved the target. */
  enum Kind {
    ROLLING,
    RECREATE,
    BLUE_GREEN,
    UNAPPROVED,
    CANARY
  }

  /**
   * What a person says of revisions.
   *
   * @param abort that must not take over; null for none
   * @param pin that is to serve, whatever is declared; null for none
   * @param isAutomatic whether what fails is taken back
   * @param deadline a number that grows with it
   */
  record Word(@Nullable String abort, @Nullable String pin, boolean isAutomatic, int deadline) {
    /** Nothing, under the deadline that all others are shorter than. */
    static final Word NONE = new Word(null, null, true, Integer.MAX_VALUE);
  }

  /**
   * The steps of a canary.
   *
   * @param list at least one, weights rising
   * @param areApproved whether a person agrees with whatever waits for that
   */
  record Steps(List<CanaryStep> list, boolean areApproved) {
    static final Steps USUAL =
        new Steps(
            List.of(
                new CanaryStep(0, Duration.ZERO, false),
                new CanaryStep(10, Duration.ofSeconds(5), false),
                new CanaryStep(60, Duration.ofSeconds(5), true)),
            true);

    Steps approved() {
      return new Steps(list, true);
    }
  }

  SimSpec(String declared, Size size, boolean paused, Kind strategy) {
    this(declared, size, paused, strategy, Word.NONE, Steps.USUAL);
  }

  SimSpec(String declared, Size size, boolean paused) {
    this(declared, size, paused, Kind.ROLLING);
  }

  SimSpec saying(Word word) {
    return new SimSpec(declared, size, paused, strategy, word, canary);
  }

  SimSpec stepping(Steps steps) {
    return new SimSpec(declared, size, paused, strategy, says, steps);
  }

  /** The revision that is to serve, by declaration or by a pin. */
  String wished() {
    return says.pin() == null ? declared : says.pin();
  }

  boolean isAborted() {
    return wished().equals(says.abort());
  }

  /** Whether somebody still has to approve what is declared; a pin is an approval. */
  boolean isUnapproved() {
    return strategy == Kind.UNAPPROVED && says.pin() == null;
  }
}
