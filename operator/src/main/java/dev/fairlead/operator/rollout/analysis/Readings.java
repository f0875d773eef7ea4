package dev.fairlead.operator.rollout.analysis;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the pods of a rollout tell in which requests are handed on or mirrored.
 *
 * @param inForce of each stable pod that answered, by its name, the number of the live settings in
 *     force there; 0 for none
 * @param sides what became of requests since the step began; null while too few pods have answered,
 *     and before the step's share is in force
 * @param mirrored how answers to mirrored requests compare since mirroring began; null before, and
 *     while no pod has answered
 * @param silent pods of the candidate that are ready and say nothing any more: nobody knows yet
 *     whether they or their nodes are to blame
 */
public record Readings(
    Map<String, Long> inForce,
    @Nullable Sides sides,
    @Nullable MirrorCounts mirrored,
    Set<String> silent) {
  /** Where all answer. */
  public Readings(
      Map<String, Long> inForce, @Nullable Sides sides, @Nullable MirrorCounts mirrored) {
    this(inForce, sides, mirrored, Set.of());
  }

  /** Where nothing is mirrored. */
  public Readings(Map<String, Long> inForce, @Nullable Sides sides) {
    this(inForce, sides, null);
  }

  public Readings {
    inForce = Map.copyOf(inForce);
    silent = Set.copyOf(silent);
  }
}
