package dev.fairlead.operator.observe;

import dev.fairlead.operator.revision.Resolved;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Volume;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pod, in the words of this operator.
 *
 * @param pod as the cache has it
 */
public record ModelPod(Pod pod) {
  /** The init container's name. */
  public static final String FETCH = "fetch";

  /** The model server's container name. */
  public static final String SERVER = "server";

  /** Its name. */
  public String name() {
    return pod.getMetadata().getName();
  }

  /** The revision that it runs, by its label. */
  public @Nullable String revision() {
    return Labels.get(pod, Labels.REVISION);
  }

  /** Whether it serves nothing, and only finds out what the model's reference stands for. */
  boolean isResolver() {
    return Labels.get(pod, Labels.RESOLVES) != null;
  }

  /** The node that it is on; null before any has it. */
  public @Nullable String node() {
    return pod.getSpec().getNodeName();
  }

  /** When it was made. */
  public Instant createdAt() {
    return Instant.parse(pod.getMetadata().getCreationTimestamp());
  }

  /** Whether it is on its way out. */
  public boolean isEnding() {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  /** Whether it is there to stay: neither on its way out nor ended. */
  public boolean isPresent() {
    String phase = status().getPhase();
    return !isEnding() && !"Failed".equals(phase) && !"Succeeded".equals(phase);
  }

  /** Whether it is there to stay and its readiness is open. */
  public boolean isReady() {
    return isPresent() && isTrue("Ready");
  }

  /**
   * Whether nobody speaks for it any more: of the pods of a lost node Kubernetes says that they are
   * not ready, and leaves all else as the node has said it last.
   */
  public boolean isCutOff() {
    return isPresent() && !isReady() && isTrue("ContainersReady");
  }

  private boolean isTrue(String condition) {
    return status().getConditions().stream()
        .anyMatch(c -> condition.equals(c.getType()) && "True".equals(c.getStatus()));
  }

  /** Whether any of its containers has run, so that it has something to tell by itself. */
  public boolean hasStarted() {
    return containers()
        .anyMatch(
            c ->
                state(c).getRunning() != null
                    || state(c).getTerminated() != null
                    || (c.getLastState() != null && c.getLastState().getTerminated() != null));
  }

  /** What the node says; empty before any node has it. */
  public PodStatus status() {
    return pod.getStatus() == null ? new PodStatus() : pod.getStatus();
  }

  /** The claim that the model lies in; empty where its files are fetched. */
  public Optional<String> claim() {
    return pod.getSpec().getVolumes().stream()
        .map(Volume::getPersistentVolumeClaim)
        .filter(claim -> claim != null)
        .map(PersistentVolumeClaimVolumeSource::getClaimName)
        .findFirst();
  }

  /** Whether somebody holds it back by scheduling gates, so that no scheduler looks at it. */
  public boolean isGated() {
    return isPresent()
        && status().getConditions().stream()
            .anyMatch(
                c ->
                    "PodScheduled".equals(c.getType())
                        && "False".equals(c.getStatus())
                        && "SchedulingGated".equals(c.getReason()));
  }

  /** The names of its scheduling gates; none for a moment between the last one and a node. */
  public List<String> gates() {
    return pod.getSpec().getSchedulingGates().stream().map(PodSchedulingGate::getName).toList();
  }

  /** When a node was found for it; empty while there is none. */
  public Optional<Instant> scheduledAt() {
    return status().getConditions().stream()
        .filter(c -> "PodScheduled".equals(c.getType()) && "True".equals(c.getStatus()))
        .map(PodCondition::getLastTransitionTime)
        .filter(time -> time != null)
        .map(Instant::parse)
        .findFirst();
  }

  /** The containers in the order in which they start. */
  public Stream<ContainerStatus> containers() {
    return Stream.concat(
        status().getInitContainerStatuses().stream(), status().getContainerStatuses().stream());
  }

  /** Whether the model's files are being copied right now. */
  public boolean isFetching() {
    return isPresent()
        && containers()
            .filter(c -> FETCH.equals(c.getName()))
            .anyMatch(c -> state(c).getRunning() != null);
  }

  /** Whether the model server runs and has not yet said that it is ready, or says so no more. */
  public boolean isLoading() {
    return isPresent()
        && !isReady()
        && containers()
            .filter(c -> SERVER.equals(c.getName()))
            .anyMatch(c -> state(c).getRunning() != null);
  }

  /**
   * Whether the model server has ended by itself and does not run again yet. One that was told to
   * end ends with code 0.
   */
  public boolean isDead() {
    return containers()
        .filter(c -> SERVER.equals(c.getName()) && state(c).getRunning() == null)
        .map(ModelPod::lastEnd)
        .flatMap(Optional::stream)
        .anyMatch(ended -> !Integer.valueOf(0).equals(ended.getExitCode()));
  }

  /** When its model server last ended, for whatever reason; empty if it never has. */
  public Optional<Instant> serverEndedAt() {
    return containers()
        .filter(c -> SERVER.equals(c.getName()))
        .map(ModelPod::lastEnd)
        .flatMap(Optional::stream)
        .map(ContainerStateTerminated::getFinishedAt)
        .filter(time -> time != null)
        .map(Instant::parse)
        .findFirst();
  }

  /** What was fetched, once it was. */
  public Optional<TerminationLine.Fetched> fetched() {
    return lastWord().flatMap(TerminationLine::fetched);
  }

  /** What the model's reference stands for, once it was found out. */
  public Optional<Resolved> resolved() {
    return lastWord().flatMap(TerminationLine::resolved);
  }

  /** Of the program that fetches. */
  private Optional<String> lastWord() {
    return containers()
        .filter(c -> FETCH.equals(c.getName()))
        .map(c -> state(c).getTerminated())
        .filter(ended -> ended != null)
        .map(ContainerStateTerminated::getMessage)
        .filter(message -> message != null)
        .findFirst();
  }

  /** The model server's image, as the pod names it; empty where somebody else made the pod. */
  public Optional<String> image() {
    return pod.getSpec().getContainers().stream()
        .filter(c -> SERVER.equals(c.getName()))
        .map(Container::getImage)
        .filter(image -> image != null)
        .findFirst();
  }

  /** The model server's image, as its node names it; empty before it has it. */
  public Optional<PulledImage> pulled() {
    return containers()
        .filter(c -> SERVER.equals(c.getName()))
        .map(ContainerStatus::getImageID)
        .filter(id -> id != null && !id.isEmpty())
        .map(PulledImage::of)
        .findFirst();
  }

  /** The ReplicaSet that made it. */
  public Optional<OwnerReference> replicaSet() {
    return pod.getMetadata().getOwnerReferences().stream()
        .filter(o -> Boolean.TRUE.equals(o.getController()) && "ReplicaSet".equals(o.getKind()))
        .findFirst();
  }

  /** How it ended the last time; empty if it has not yet. */
  static Optional<ContainerStateTerminated> lastEnd(ContainerStatus container) {
    ContainerStateTerminated now = state(container).getTerminated();
    return now != null
        ? Optional.of(now)
        : Optional.ofNullable(container.getLastState()).map(last -> last.getTerminated());
  }

  static ContainerState state(ContainerStatus container) {
    return container.getState() == null ? new ContainerState() : container.getState();
  }
}
