package dev.fairlead.operator.rollout;

/**
 * What the user wants of the simulated cluster.
 *
 * @param target the declared revision; {@code broken} never gets ready
 * @param size with surge and unavailability
 * @param paused holds revisions
 * @param strategy how one revision takes over
 */
record SimSpec(String target, Size size, boolean paused, Kind strategy) {
  static final String BROKEN = "broken";

  /** The strategies, one of them also while nobody has approved the target. */
  enum Kind {
    ROLLING,
    RECREATE,
    BLUE_GREEN,
    UNAPPROVED,
    CANARY
  }

  SimSpec(String target, Size size, boolean paused) {
    this(target, size, paused, Kind.ROLLING);
  }
}
