package dev.fairlead.operator.it;

/**
 * One of an operator's writes.
 *
 * @param name such as {@code PATCH services/minilm}
 * @param time which one of that name it is, counted from 1
 */
record Write(String name, int time) {
  /** That of no operator. */
  static final Write NONE = new Write("", 0);

  /** A status is written at least once; how many times more is a matter of time. */
  boolean mayNotCome() {
    return time > 1 && name.endsWith("/status");
  }

  @Override
  public String toString() {
    return time == 1 ? name : "%s (%d)".formatted(name, time);
  }
}
