package dev.fairlead.operator.rollout.analysis;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the pods of a canary tell.
 *
 * @param inForce of each stable pod that answered, by its name, the number of the live settings in
 *     force there; 0 for none
 * @param sides what became of requests since the step began; null while too few pods have answered,
 *     and before the step's share is in force
 */
public record Readings(Map<String, Long> inForce, @Nullable Sides sides) {
  public Readings {
    inForce = Map.copyOf(inForce);
  }
}
