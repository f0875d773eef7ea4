package dev.fairlead.operator.observe;

import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.RevisionRecord;
import dev.fairlead.operator.rollout.Selection;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The objects that belong to one ModelDeployment, as the caches have them, and what its pods' nodes
 * are like.
 *
 * @param records of revisions
 * @param deployments one for each live revision
 * @param pods ending ones included
 * @param service that clients call, if it is there
 * @param candidateService that leads to a canary's candidate, if it is there
 * @param routes what there is of Gateway API
 * @param slices of the Service that clients call
 * @param candidateSlices of the candidate's Service
 * @param configMaps ours only
 * @param budgets ours only
 * @param jobs that find out what the model's reference stands for
 * @param resolvers their pods
 * @param drained names of the nodes that have some of the pods and are, or soon will be, emptied
 */
public record Children(
    List<ControllerRevision> records,
    List<Deployment> deployments,
    List<ModelPod> pods,
    @Nullable Service service,
    @Nullable Service candidateService,
    Routes routes,
    List<EndpointSlice> slices,
    List<EndpointSlice> candidateSlices,
    List<ConfigMap> configMaps,
    List<PodDisruptionBudget> budgets,
    List<Job> jobs,
    List<ModelPod> resolvers,
    Set<String> drained) {
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,15}");

  public Children {
    records = List.copyOf(records);
    deployments = List.copyOf(deployments);
    pods = List.copyOf(pods);
    slices = List.copyOf(slices);
    candidateSlices = List.copyOf(candidateSlices);
    configMaps = List.copyOf(configMaps);
    budgets = List.copyOf(budgets);
    jobs = List.copyOf(jobs);
    resolvers = List.copyOf(resolvers);
    drained = Set.copyOf(drained);
  }

  /** The revisions' pods on drained nodes: sooner or later somebody evicts them. */
  public List<ModelPod> leaving() {
    return pods.stream().filter(this::isLeaving).toList();
  }

  /** Names of the ready pods on drained nodes and elsewhere; null while none is on such a node. */
  @Nullable String moving() {
    List<String> leaving = ready(this::isLeaving);
    return leaving.isEmpty() ? null : leaving + " " + ready(pod -> !isLeaving(pod));
  }

  private boolean isLeaving(ModelPod pod) {
    String node = pod.node();
    String revision = pod.revision();
    return pod.isPresent()
        && node != null
        && drained.contains(node)
        && revision != null
        && Ownership.isPodOf(revision, pod.pod());
  }

  private List<String> ready(Predicate<ModelPod> which) {
    return pods.stream().filter(ModelPod::isReady).filter(which).map(ModelPod::name).toList();
  }

  /** The {@link Labels#SWITCH} numbers: the Service's, if there is one, then its slices'. */
  List<Long> switches() {
    return Stream.concat(Stream.ofNullable(service), slices.stream())
        .map(object -> Labels.get(object, Labels.SWITCH))
        .map(label -> label != null && NUMBER.matcher(label).matches() ? Long.parseLong(label) : 0L)
        .toList();
  }

  /** The one of that name. */
  public @Nullable ConfigMap configMap(String name) {
    return configMaps.stream()
        .filter(c -> c.getMetadata().getName().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** Whether the candidate's Service has exactly the ready pods of that revision, if any. */
  public boolean hasCandidateEndpoints(String revision) {
    return Endpoints.exact(Endpoints.ready(candidateSlices), pods, new Selection.One(revision));
  }

  History history() {
    return new History(
        records.stream().map(RevisionRecord::read).flatMap(Optional::stream).toList());
  }
}
