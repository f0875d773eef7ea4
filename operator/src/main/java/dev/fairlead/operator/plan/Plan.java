package dev.fairlead.operator.plan;

import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.rollout.RolloutDecision;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done for one ModelDeployment.
 *
 * @param target the revision that is rolled out; null where none may be made yet
 * @param decision how far; null without a target
 * @param apply the objects that should exist, in the order of writing
 * @param delete the objects that should not
 */
public record Plan(
    @Nullable Revision target,
    @Nullable RolloutDecision decision,
    List<HasMetadata> apply,
    List<HasMetadata> delete) {
  static final Plan NOTHING = new Plan(null, null, List.of(), List.of());

  public Plan {
    apply = List.copyOf(apply);
    delete = List.copyOf(delete);
  }
}
