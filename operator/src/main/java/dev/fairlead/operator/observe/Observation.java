package dev.fairlead.operator.observe;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.plan.Labels;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.rollout.RevisionPods;
import dev.fairlead.operator.rollout.Selection;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What there is of one ModelDeployment, as the caches have it: taken once for each reconcile and
 * handed on.
 *
 * @param primary the resource
 * @param history the recorded revisions
 * @param records the objects that they were read from
 * @param deployments that belong to it, one for each live revision
 * @param pods that belong to it, ending ones included
 * @param service that clients call, if it is there
 * @param slices of that Service
 * @param trustedCas the ConfigMap with the site's authorities, if it is there
 * @param exactSince since when the Service's ready endpoints are exactly the ready pods that it
 *     selects; null while they are not
 * @param now when this was taken
 */
public record Observation(
    ModelDeployment primary,
    History history,
    List<ControllerRevision> records,
    List<Deployment> deployments,
    List<Pod> pods,
    @Nullable Service service,
    List<EndpointSlice> slices,
    @Nullable ConfigMap trustedCas,
    @Nullable Instant exactSince,
    Instant now) {

  /** What the Service reaches. */
  public Selection selection() {
    if (service == null || service.getSpec() == null || service.getSpec().getSelector() == null) {
      return new Selection.None();
    }
    return Labels.selection(service.getSpec().getSelector());
  }

  /** The pods of that revision, ending ones included. */
  public List<Pod> podsOf(String revision) {
    return pods.stream().filter(p -> revision.equals(Objects.revision(p))).toList();
  }

  /** The Deployment of that revision. */
  public @Nullable Deployment deploymentOf(String revision) {
    return deployments.stream()
        .filter(d -> d.getMetadata().getName().equals(revision))
        .findFirst()
        .orElse(null);
  }

  /** Every revision that has a Deployment, in numbers. */
  public List<RevisionPods> live() {
    Set<String> endpoints = Endpoints.ready(slices);
    return deployments.stream().map(d -> live(d, endpoints)).toList();
  }

  private RevisionPods live(Deployment deployment, Set<String> endpoints) {
    String revision = deployment.getMetadata().getName();
    List<Pod> present = podsOf(revision).stream().filter(Objects::isPresent).toList();
    List<Pod> ready = present.stream().filter(Objects::isReady).toList();
    boolean reached = selection().reaches(revision);
    long serving =
        reached
            ? ready.stream().filter(p -> endpoints.contains(p.getMetadata().getName())).count()
            : 0;
    Integer desired = deployment.getSpec().getReplicas();
    return new RevisionPods(
        revision,
        history.named(revision).map(r -> r.number()).orElse(0L),
        desired == null ? 1 : desired,
        present.size(),
        ready.size(),
        (int) serving);
  }
}
