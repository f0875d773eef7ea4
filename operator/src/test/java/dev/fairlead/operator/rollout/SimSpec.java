package dev.fairlead.operator.rollout;

/**
 * What the user wants of the simulated cluster.
 *
 * @param target the declared revision; {@code broken} never gets ready
 * @param size with surge and unavailability
 * @param paused holds revisions
 */
record SimSpec(String target, Size size, boolean paused) {
  static final String BROKEN = "broken";
}
