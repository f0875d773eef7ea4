package dev.fairlead.runtime.protocol.oip;

import java.util.Map;

/**
 * Which outputs go back as bytes, not as JSON.
 *
 * @param byName for those that say it themselves
 * @param others for all others
 */
public record BinaryOutputs(Map<String, Boolean> byName, boolean others) {
  /** JSON only. */
  public static final BinaryOutputs NONE = new BinaryOutputs(Map.of(), false);

  /** Bytes only. */
  public static final BinaryOutputs ALL = new BinaryOutputs(Map.of(), true);

  public BinaryOutputs {
    byName = Map.copyOf(byName);
  }

  /** Whether this one does. */
  public boolean holds(String output) {
    return byName.getOrDefault(output, others);
  }
}
