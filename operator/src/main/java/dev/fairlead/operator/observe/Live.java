package dev.fairlead.operator.observe;

import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.rollout.RevisionPods;
import dev.fairlead.operator.rollout.Selection;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Set;

/** Counts the pods of each revision that has a Deployment. */
final class Live {
  private Live() {}

  static List<RevisionPods> of(
      List<Deployment> deployments,
      List<ModelPod> pods,
      History history,
      Selection selection,
      Set<String> endpoints) {
    return deployments.stream().map(d -> of(d, pods, history, selection, endpoints)).toList();
  }

  private static RevisionPods of(
      Deployment deployment,
      List<ModelPod> pods,
      History history,
      Selection selection,
      Set<String> endpoints) {
    String revision = deployment.getMetadata().getName();
    List<ModelPod> all = pods.stream().filter(p -> revision.equals(p.revision())).toList();
    List<ModelPod> present = all.stream().filter(ModelPod::isPresent).toList();
    List<ModelPod> ready = present.stream().filter(ModelPod::isReady).toList();
    long serving =
        selection.reaches(revision)
            ? ready.stream().filter(p -> endpoints.contains(p.name())).count()
            : 0;
    Integer desired = deployment.getSpec().getReplicas();
    return new RevisionPods(
        revision,
        history.named(revision).map(Revision::number).orElse(0L),
        desired == null ? 1 : desired,
        present.size(),
        ready.size(),
        (int) serving,
        (int) all.stream().filter(ModelPod::isEnding).count());
  }
}
