package dev.fairlead.operator.it;

/**
 * A story in which a fault happens at one of the operator's writes.
 *
 * @param story that is told
 * @param fault that happens
 * @param write at which
 */
record Trial(Story story, Fault fault, Write write) {
  /** No fault happens. */
  static Trial undisturbed(Story story) {
    return new Trial(story, Fault.KILLED_BEFORE, Write.NONE);
  }

  boolean isDisturbed() {
    return !write.equals(Write.NONE);
  }

  @Override
  public String toString() {
    return "%s, %s at %s".formatted(story, fault, write);
  }
}
