package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.revision.RevisionRecord;
import dev.fairlead.operator.rollout.Rolling;
import dev.fairlead.operator.rollout.RolloutDecision;
import dev.fairlead.operator.rollout.RolloutInput;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From the spec and what there is to the objects that should exist. */
public final class Planner {
  private Planner() {}

  /**
   * The plan.
   *
   * @param held no revision may change: the resource is paused, or its spec cannot be
   * @param trustedCas PEM of the site's authorities, if it has some
   */
  public static Plan plan(
      Observation seen, PodSettings settings, @Nullable String trustedCas, boolean held) {
    History history = Targets.withLostRecords(seen);
    Revision target =
        held
            ? Targets.current(seen, history).orElse(null)
            : Targets.declared(seen, history, settings);
    if (target == null) {
      return Plan.NOTHING;
    }
    RolloutDecision decision = Rolling.decide(input(seen, target, held));
    return new Plan(
        target,
        decision,
        apply(seen, history, target, decision, trustedCas),
        delete(seen, history, target, decision));
  }

  private static RolloutInput input(Observation seen, Revision target, boolean held) {
    return new RolloutInput(
        target.name(),
        Sizes.of(seen.primary().getSpec()),
        held,
        seen.live(),
        seen.selection(),
        seen.exactSince(),
        seen.now());
  }

  private static List<HasMetadata> apply(
      Observation seen,
      History history,
      Revision target,
      RolloutDecision decision,
      @Nullable String trustedCas) {
    ModelDeployment md = seen.primary();
    var objects = new ArrayList<HasMetadata>();
    if (trustedCas != null) {
      objects.add(TrustedCas.of(md, trustedCas));
    }
    objects.add(
        RevisionRecord.write(
            target,
            Metadata.of(md, target.name(), Labels.of(md.getMetadata().getName(), target.name()))));
    objects.add(ModelService.of(md, decision.selection()));
    for (Revision revision : revisions(history, target)) {
      Integer replicas = decision.replicas().get(revision.name());
      if (replicas != null) {
        objects.add(RevisionDeployment.of(md, revision, replicas));
      }
    }
    return objects;
  }

  private static List<Revision> revisions(History history, Revision target) {
    var revisions = new ArrayList<>(history.revisions());
    revisions.removeIf(r -> r.name().equals(target.name()));
    revisions.add(target);
    return revisions;
  }

  private static List<HasMetadata> delete(
      Observation seen, History history, Revision target, RolloutDecision decision) {
    var objects = new ArrayList<HasMetadata>();
    for (Deployment deployment : seen.deployments()) {
      if (decision.remove().contains(deployment.getMetadata().getName())) {
        objects.add(deployment);
      }
    }
    Set<String> inUse = new HashSet<>(decision.replicas().keySet());
    inUse.add(target.name());
    seen.deployments().forEach(d -> inUse.add(d.getMetadata().getName()));
    Set<String> expired = new HashSet<>();
    history.expired(inUse).forEach(r -> expired.add(r.name()));
    seen.records().stream()
        .filter(r -> expired.contains(r.getMetadata().getName()))
        .forEach(objects::add);
    return objects;
  }
}
