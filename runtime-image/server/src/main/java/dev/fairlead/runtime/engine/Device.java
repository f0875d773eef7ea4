package dev.fairlead.runtime.engine;

import java.util.Locale;

/** Where a model runs. Nothing else is taken in its place: who asks for a GPU pays for one. */
public enum Device {
  /** The processors of the container. */
  CPU,
  /** The first GPU that the process sees. */
  GPU;

  /** As settings, metrics and the protocol's metadata have it: {@code cpu} or {@code gpu}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * How many callers make the most of it. A GPU does one run after the other: more callers would
   * only share its memory out, and give each run fewer requests.
   */
  public int workers() {
    return this == GPU ? 1 : Runtime.getRuntime().availableProcessors();
  }
}
