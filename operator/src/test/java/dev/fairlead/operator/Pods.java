package dev.fairlead.operator;

import dev.fairlead.operator.observe.Labels;
import dev.fairlead.operator.observe.ModelPod;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The state of a pod.
 *
 * @param age since its creation
 * @param status as its node reports it
 * @param isEnding whether it was deleted
 * @param claim that its model lies in; null where its files are fetched
 * @param gates that hold it back
 */
public record Pods(
    Duration age, PodStatus status, boolean isEnding, String claim, List<String> gates) {
  private static final Duration AGE = Duration.ofMinutes(2);
  private static final String FETCHED =
      "Fetched: digest=sha256:%s files=3 bytes=90400000 resolved=test".formatted("2".repeat(64));

  private static final String RESOLVED =
      "Resolved: identity=sha256:%1$s files=3 bytes=90400000 uri=oci://registry.test/m@sha256:%1$s"
          .formatted("3".repeat(64));

  private Pods(Duration age, PodStatus status, boolean isEnding) {
    this(age, status, isEnding, null, List.of());
  }

  /** Serves. */
  public static Pods ready() {
    return new Pods(
        AGE,
        started().addNewCondition().withType("Ready").withStatus("True").endCondition().build(),
        false);
  }

  /** Served, until its node was lost: Kubernetes says so of it, and the node nothing more. */
  public static Pods cutOff() {
    return new Pods(
        AGE,
        started()
            .addNewCondition()
            .withType("ContainersReady")
            .withStatus("True")
            .endCondition()
            .addNewCondition()
            .withType("Ready")
            .withStatus("False")
            .endCondition()
            .build(),
        false);
  }

  /** Has found out what a reference stands for. */
  public static Pods resolved() {
    return resolved(RESOLVED);
  }

  /** Has ended well, with that line. */
  public static Pods resolved(String line) {
    return new Pods(AGE, asking(ended(0, "Completed", line)).withPhase("Succeeded").build(), false);
  }

  /** Has not found out what a reference stands for, and ended with that line. */
  public static Pods unresolved(String line) {
    return new Pods(AGE, asking(ended(1, "Error", line)).withPhase("Failed").build(), false);
  }

  /** Is finding it out. */
  public static Pods resolving() {
    return new Pods(AGE, asking(copying()).withPhase("Running").build(), false);
  }

  /** Has its files and loads. */
  public static Pods loading() {
    return new Pods(AGE, started().build(), false);
  }

  /** No node has taken it. */
  public static Pods unschedulable(String message) {
    return new Pods(
        AGE,
        new PodStatusBuilder()
            .withPhase("Pending")
            .addNewCondition()
            .withType("PodScheduled")
            .withStatus("False")
            .withReason("Unschedulable")
            .withMessage(message)
            .endCondition()
            .build(),
        false);
  }

  /** Somebody holds it back, as the API server says it of a new pod. */
  public static Pods gated(String... gates) {
    return new Pods(
        AGE,
        new PodStatusBuilder()
            .withPhase("Pending")
            .addNewCondition()
            .withType("PodScheduled")
            .withStatus("False")
            .withReason("SchedulingGated")
            .withMessage("Scheduling is blocked due to non-empty scheduling gates")
            .endCondition()
            .build(),
        false,
        null,
        List.of(gates));
  }

  /** A node took it that long ago, and nothing of it has started. */
  public static Pods placed(Duration ago) {
    return new Pods(
        AGE,
        new PodStatusBuilder(server(waiting("ContainerCreating", null), null, 0))
            .withPhase("Pending")
            .addNewCondition()
            .withType("PodScheduled")
            .withStatus("True")
            .withLastTransitionTime(Scene.NOW.minus(ago).toString())
            .endCondition()
            .build(),
        false);
  }

  /** The fetch container waits. */
  public static Pods fetchWaits(String reason, String message) {
    return new Pods(AGE, fetch(waiting(reason, message), null), false);
  }

  /** The fetch container failed and is in back-off. */
  public static Pods fetchFailed(String terminationMessage) {
    return new Pods(
        AGE,
        fetch(waiting("CrashLoopBackOff", "back-off"), ended(1, "Error", terminationMessage)),
        false);
  }

  /** The fetch container failed for the first time; the kubelet is about to start it again. */
  public static Pods fetchEnded(String terminationMessage) {
    return new Pods(AGE, fetch(ended(1, "Error", terminationMessage), null, 0), false);
  }

  /** The fetch container was killed. */
  public static Pods fetchKilled(int exitCode, String reason) {
    return new Pods(
        AGE, fetch(waiting("CrashLoopBackOff", "back-off"), ended(exitCode, reason, "")), false);
  }

  /** The fetch container copies. */
  public static Pods fetching() {
    return new Pods(AGE, fetch(copying(), null), false);
  }

  /** The fetch container copies again, after an end. */
  public static Pods fetchingAgain(String terminationMessage) {
    return new Pods(AGE, fetch(copying(), ended(1, "Error", terminationMessage), 1), false);
  }

  /** The server waits. */
  public static Pods serverWaits(String reason, String message) {
    return new Pods(AGE, server(waiting(reason, message), null, 0), false);
  }

  /** The server ended and is in back-off. */
  public static Pods serverFailed(int exitCode, String reason, String terminationMessage) {
    return new Pods(
        AGE,
        server(
            waiting("CrashLoopBackOff", "back-off"),
            ended(exitCode, reason, terminationMessage),
            2),
        false);
  }

  /** The server ended for the first time; the kubelet is about to start it again. */
  public static Pods serverEnded(int exitCode, String reason, String terminationMessage) {
    return new Pods(AGE, server(ended(exitCode, reason, terminationMessage), null, 0), false);
  }

  /** The server ended a second time. */
  public static Pods serverEndedAgain(int exitCode, String reason, String terminationMessage) {
    return new Pods(AGE, server(ended(exitCode, reason, terminationMessage), null, 1), false);
  }

  /** The server runs again after it ended once. */
  public static Pods serverRestarted(int exitCode, String reason, String terminationMessage) {
    return new Pods(
        AGE,
        server(
            new ContainerStateBuilder()
                .withNewRunning()
                .withStartedAt("2026-01-02T03:04:00Z")
                .endRunning()
                .build(),
            ended(exitCode, reason, terminationMessage),
            1),
        false);
  }

  /** Its node has thrown it out. */
  public static Pods evicted(String message) {
    return new Pods(
        AGE,
        new PodStatusBuilder()
            .withPhase("Failed")
            .withReason("Evicted")
            .withMessage(message)
            .build(),
        false);
  }

  /** The same, of another age. */
  public Pods aged(Duration other) {
    return new Pods(other, status, isEnding, claim, gates);
  }

  /** The same, on its way out. */
  public Pods ending() {
    return new Pods(age, status, true, claim, gates);
  }

  /** The same, with its model in a claim: without a fetch container. */
  public Pods in(String volume) {
    PodStatus unfetched = new PodStatusBuilder(status).withInitContainerStatuses(List.of()).build();
    return new Pods(age, unfetched, isEnding, volume, gates);
  }

  Pod build(String md, String revision, int number) {
    var memory = Map.of("memory", new Quantity("1Gi"));
    Instant created = Scene.NOW.minus(age);
    return new PodBuilder()
        .withNewMetadata()
        .withName(revision + "-7c9f6d-" + number)
        .withNamespace("demo")
        .withUid("pod-" + number)
        .withLabels(Labels.of(md, revision))
        .withCreationTimestamp(created.toString())
        .withDeletionTimestamp(isEnding ? Scene.NOW.toString() : null)
        .addNewOwnerReference()
        .withApiVersion("apps/v1")
        .withKind("ReplicaSet")
        .withName(revision + "-7c9f6d")
        .withUid("rs")
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .withNewSpec()
        .withNodeName("node-1")
        .withVolumes(volumes())
        .withSchedulingGates(gates.stream().map(PodSchedulingGate::new).toList())
        .addNewInitContainer()
        .withName(ModelPod.FETCH)
        .withNewResources()
        .withLimits(Map.of("memory", new Quantity("192Mi")))
        .endResources()
        .endInitContainer()
        .addNewContainer()
        .withName(ModelPod.SERVER)
        .withNewResources()
        .withLimits(memory)
        .endResources()
        .endContainer()
        .endSpec()
        .withStatus(status)
        .build();
  }

  /** As a pod of that Job. */
  Pod of(Job job, String md) {
    return new PodBuilder(build(md, job.getMetadata().getName(), 0))
        .editMetadata()
        .withLabels(Labels.ofResolver(md))
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withApiVersion("batch/v1")
                .withKind("Job")
                .withName(job.getMetadata().getName())
                .withUid(job.getMetadata().getUid())
                .withController(true)
                .build())
        .endMetadata()
        .build();
  }

  private static PodStatusBuilder asking(ContainerState state) {
    return new PodStatusBuilder()
        .addNewContainerStatus()
        .withName(ModelPod.FETCH)
        .withImage("registry.test/fairlead/fetch:1")
        .withRestartCount(0)
        .withState(state)
        .endContainerStatus();
  }

  private List<Volume> volumes() {
    return claim == null
        ? List.of()
        : List.of(
            new VolumeBuilder()
                .withName("model")
                .withNewPersistentVolumeClaim(claim, true)
                .build());
  }

  private static PodStatusBuilder started() {
    return new PodStatusBuilder()
        .withPhase("Running")
        .addToInitContainerStatuses(fetched())
        .addToContainerStatuses(
            new ContainerStatusBuilder()
                .withName(ModelPod.SERVER)
                .withImage(Scene.IMAGE)
                .withImageID("registry.test/fairlead/runtime-onnx@sha256:" + "1".repeat(64))
                .withRestartCount(0)
                .withNewState()
                .withNewRunning()
                .withStartedAt("2026-01-02T03:03:05Z")
                .endRunning()
                .endState()
                .build());
  }

  private static ContainerStatus fetched() {
    return new ContainerStatusBuilder()
        .withName(ModelPod.FETCH)
        .withImage("registry.test/fairlead/fetch:1")
        .withState(ended(0, "Completed", FETCHED))
        .build();
  }

  private static ContainerState copying() {
    return new ContainerStateBuilder()
        .withNewRunning()
        .withStartedAt("2026-01-02T03:02:05Z")
        .endRunning()
        .build();
  }

  private static PodStatus fetch(ContainerState state, ContainerState last) {
    return fetch(state, last, 2);
  }

  private static PodStatus fetch(ContainerState state, ContainerState last, int restarts) {
    return new PodStatusBuilder()
        .withPhase("Pending")
        .addNewInitContainerStatus()
        .withName(ModelPod.FETCH)
        .withImage("registry.test/fairlead/fetch:1")
        .withRestartCount(restarts)
        .withState(state)
        .withLastState(last)
        .endInitContainerStatus()
        .addNewContainerStatus()
        .withName(ModelPod.SERVER)
        .withImage(Scene.IMAGE)
        .withState(waiting("PodInitializing", null))
        .endContainerStatus()
        .build();
  }

  private static PodStatus server(ContainerState state, ContainerState last, int restarts) {
    return new PodStatusBuilder()
        .withPhase("Running")
        .addToInitContainerStatuses(fetched())
        .addNewContainerStatus()
        .withName(ModelPod.SERVER)
        .withImage(Scene.IMAGE)
        .withRestartCount(restarts)
        .withState(state)
        .withLastState(last)
        .endContainerStatus()
        .build();
  }

  private static ContainerState waiting(String reason, String message) {
    return new ContainerStateBuilder()
        .withNewWaiting()
        .withReason(reason)
        .withMessage(message)
        .endWaiting()
        .build();
  }

  private static ContainerState ended(int exitCode, String reason, String message) {
    return new ContainerStateBuilder()
        .withNewTerminated()
        .withExitCode(exitCode)
        .withReason(reason)
        .withMessage(message)
        .endTerminated()
        .build();
  }
}
