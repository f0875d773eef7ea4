package dev.fairlead.operator.plan;

import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.rollout.RolloutDecision;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done for one ModelDeployment.
 *
 * @param target the revision that is to serve; null where none may be made yet
 * @param isDeclared whether that is what the spec asks for: not while another one is held
 * @param setback why what the spec asks for does not take over; null while nothing stops it
 * @param history the recorded revisions, and the target
 * @param decision how far the target is; null without one
 * @param drain what evictions have to leave
 * @param apply the objects that should exist, in the order of writing
 * @param delete the objects that should not
 * @param startAnew pods whose back-off only another pod ends
 */
public record Plan(
    @Nullable Revision target,
    boolean isDeclared,
    @Nullable Setback setback,
    History history,
    @Nullable RolloutDecision decision,
    Drain drain,
    List<HasMetadata> apply,
    List<HasMetadata> delete,
    List<ModelPod> startAnew) {

  public Plan {
    apply = List.copyOf(apply);
    delete = List.copyOf(delete);
    startAnew = List.copyOf(startAnew);
  }

  /** Nothing may be made and nothing is there. */
  static Plan nothing(History history) {
    return new Plan(null, false, null, history, null, Drain.NONE, List.of(), List.of(), List.of());
  }

  /** The target's name. */
  public @Nullable String targetName() {
    return target == null ? null : target.name();
  }
}
