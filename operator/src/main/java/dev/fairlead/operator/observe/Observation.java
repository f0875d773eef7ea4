package dev.fairlead.operator.observe;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.Learned;
import dev.fairlead.operator.rollout.RevisionPods;
import dev.fairlead.operator.rollout.Selection;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What there is of one ModelDeployment: taken once for each reconcile and handed on.
 *
 * @param primary the resource
 * @param previous its status as it was written last
 * @param history the recorded revisions
 * @param children the objects that belong to it
 * @param selection what the Service reaches
 * @param live every revision that has a Deployment, in numbers
 * @param isFollowed whether the Service's slices were made from that selection, and not from one
 *     before it
 * @param exactSince since when the Service's ready endpoints are exactly the ready pods that it
 *     selects; null while they are not
 * @param movingSince since when the same ready pods are on drained nodes and the same elsewhere;
 *     null while none is on such a node
 * @param now when this was taken
 */
public record Observation(
    ModelDeployment primary,
    @Nullable ModelDeploymentStatus previous,
    History history,
    Children children,
    Selection selection,
    List<RevisionPods> live,
    boolean isFollowed,
    @Nullable Instant exactSince,
    @Nullable Instant movingSince,
    Instant now) {

  /** From what the caches hold. */
  public static Observation of(
      ModelDeployment primary,
      @Nullable ModelDeploymentStatus previous,
      Children children,
      Settling settling,
      Settling moving,
      Instant now) {
    String uid = primary.getMetadata().getUid();
    History history = children.history();
    Selection selection = selection(children.service());
    var endpoints = Endpoints.ready(children.slices());
    boolean isFollowed = Endpoints.follow(children.slices(), children.service());
    boolean isExact = isFollowed && Endpoints.exact(endpoints, children.pods(), selection);
    return new Observation(
        primary,
        previous,
        history,
        children,
        selection,
        Live.of(children.deployments(), children.pods(), history, selection, endpoints),
        isFollowed,
        settling.since(uid, isExact ? children.switches() + " " + endpoints : null, now),
        moving.since(uid, children.moving(), now),
        now);
  }

  private static Selection selection(@Nullable Service service) {
    return service == null || service.getSpec() == null || service.getSpec().getSelector() == null
        ? new Selection.None()
        : Labels.selection(service.getSpec().getSelector());
  }

  /** The resource's name, which is the Service's too. */
  public String name() {
    return primary.getMetadata().getName();
  }

  /** The generation of the spec that was read. */
  public long generation() {
    return primary.getMetadata().getGeneration();
  }

  /**
   * The number of that selection: the Service's own while it selects that, else a number that no
   * slice was ever made with.
   */
  public long switchNumber(Selection wanted) {
    List<Long> numbers = children.switches();
    return wanted.equals(selection) && numbers.getFirst() > 0
        ? numbers.getFirst()
        : 1 + numbers.stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** The pods of that revision, ending ones included. */
  public List<ModelPod> podsOf(String revision) {
    return children.pods().stream().filter(p -> revision.equals(p.revision())).toList();
  }

  /** The Job of that name. */
  public @Nullable Job job(String name) {
    return children.jobs().stream()
        .filter(job -> job.getMetadata().getName().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** The pods of that very Job, and of none before it that had its name. */
  public List<ModelPod> podsOf(Job job) {
    return children.resolvers().stream()
        .filter(
            p ->
                p.pod().getMetadata().getOwnerReferences().stream()
                    .anyMatch(o -> o.getUid().equals(job.getMetadata().getUid())))
        .toList();
  }

  /** The Deployment of that revision. */
  public @Nullable Deployment deploymentOf(String revision) {
    return children.deployments().stream()
        .filter(d -> d.getMetadata().getName().equals(revision))
        .findFirst()
        .orElse(null);
  }

  /** That revision in numbers; zeros where it has no Deployment. */
  public RevisionPods pods(@Nullable String revision) {
    return live.stream()
        .filter(r -> r.revision().equals(revision))
        .findFirst()
        .orElse(new RevisionPods("", 0, 0, 0, 0, 0, 0));
  }

  /** What is known of that revision for good: by the status; where that was lost, by its record. */
  public Learned learned(String revision) {
    return Stream.ofNullable(previous)
        .flatMap(status -> Stream.ofNullable(status.revisions()))
        .flatMap(List::stream)
        .filter(known -> known.name().equals(revision))
        .findFirst()
        .map(Learned::of)
        .orElseGet(() -> recorded(revision));
  }

  /** What its record has of that; nothing where there is none. */
  public Learned recorded(String revision) {
    return record(revision).map(Learned::of).orElse(Learned.NOTHING);
  }

  /** The record of that revision, as it stands. */
  public Optional<ControllerRevision> record(String revision) {
    return children.records().stream()
        .filter(record -> record.getMetadata().getName().equals(revision))
        .findFirst();
  }

  /** Ready pods behind the Service, of whichever revision. */
  public int serving() {
    return live.stream().mapToInt(RevisionPods::serving).sum();
  }

  /** Why that revision is not ready, where its pods tell. */
  public Optional<Finding> finding(String revision) {
    return Diagnosis.of(podsOf(revision), deploymentOf(revision));
  }
}
