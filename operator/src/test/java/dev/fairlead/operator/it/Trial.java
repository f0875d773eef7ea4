package dev.fairlead.operator.it;

/**
 * A story in which a fault happens at one of the operator's writes.
 *
 * @param story that is told
 * @param fault that happens
 * @param write at which, counted from 1; 0 where none happens
 */
record Trial(Story story, Fault fault, int write) {
  static Trial undisturbed(Story story) {
    return new Trial(story, Fault.KILLED_BEFORE, 0);
  }

  @Override
  public String toString() {
    return "%s, %s at write %d".formatted(story, fault, write);
  }
}
