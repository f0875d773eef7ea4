package dev.fairlead.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.status.Reasons;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is found wrong with a revision, from its pods and its Deployment. */
class DiagnosisTest {
  private static final String SPEC = "model: {uri: 'oci://registry.test/models/minilm:1'}";
  private static final String IMAGE = Scene.IMAGE;
  private static final Pods EVICTED =
      Pods.evicted("Usage of EmptyDir volume \"model\" exceeds the limit \"1Gi\".")
          .aged(Duration.ofHours(2));

  /** A pod in trouble, and what is said of it. */
  record Trouble(Pods pod, Reason reason, boolean stuck, String message) {}

  static Stream<Trouble> troubles() {
    return Stream.of(ofNodes(), ofClaims(), ofImages(), ofFetch(), ofServers(), ofFirstEnds())
        .flatMap(List::stream);
  }

  private static List<Trouble> ofNodes() {
    return List.of(
        new Trouble(
            Pods.unschedulable("0/3 nodes are available: 3 Insufficient nvidia.com/gpu."),
            Reason.UNSCHEDULABLE,
            false,
            "0/3 nodes are available: 3 Insufficient nvidia.com/gpu."),
        new Trouble(
            Pods.gated("kueue.x-k8s.io/admission"),
            Reason.SCHEDULING_GATED,
            false,
            "the pod is not placed before its scheduling gates are taken away by who set them:"
                + " kueue.x-k8s.io/admission"),
        new Trouble(
            Pods.gated(),
            Reason.SCHEDULING_GATED,
            false,
            "the pod is not placed before its scheduling gates are taken away by who set them"),
        new Trouble(
            Pods.evicted("Usage of EmptyDir volume \"model\" exceeds the limit \"1Gi\"."),
            Reason.STORAGE_FULL,
            true,
            "Usage of EmptyDir volume \"model\" exceeds the limit \"1Gi\"."
                + " Raise spec.model.storage, or free the node's disk."),
        new Trouble(
            Pods.evicted("The node was low on resource: ephemeral-storage."),
            Reason.STORAGE_FULL,
            true,
            "The node was low on resource: ephemeral-storage."
                + " Raise spec.model.storage, or free the node's disk."),
        new Trouble(
            Pods.evicted("The node was low on resource: memory."),
            Reason.CRASHED,
            false,
            "The node was low on resource: memory."),
        new Trouble(
            Pods.serverWaits("CreateContainerConfigError", "container has runAsNonRoot"),
            Reason.CONTAINER_CONFIG_INVALID,
            true,
            "container has runAsNonRoot"),
        new Trouble(
            Pods.serverWaits("RunContainerError", null),
            Reason.CONTAINER_CONFIG_INVALID,
            true,
            "RunContainerError"));
  }

  /** The words are those of Kubernetes 1.34. */
  private static List<Trouble> ofClaims() {
    String none = "0/3 nodes are available: ";
    String late =
        "the PersistentVolumeClaim models has no volume yet: what it waits for is told by kubectl"
            + " describe pvc models";
    String nowhere =
        none + "1 Insufficient cpu, 2 node(s) didn't find available persistent volumes to bind.";
    String elsewhere =
        none + "1 Insufficient cpu, 2 node(s) didn't match PersistentVolume's node affinity.";
    String inUse =
        none
            + "3 node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode"
            + " already in-use by another pod.";
    return List.of(
        new Trouble(
            inClaim(none + "persistentvolumeclaim \"models\" not found. preemption: 0/3"),
            Reason.CLAIM_NOT_FOUND,
            true,
            "there is no PersistentVolumeClaim models in this namespace: create it, or correct"
                + " spec.model.uri"),
        new Trouble(
            inClaim(none + "persistentvolumeclaim \"models\" is being deleted."),
            Reason.CLAIM_NOT_FOUND,
            true,
            "the PersistentVolumeClaim models is being deleted: create it anew once it is gone, or"
                + " correct spec.model.uri"),
        new Trouble(
            inClaim(
                none
                    + "persistentvolumeclaim \"models\" bound to non-existent persistentvolume"
                    + " \"pv-1\"."),
            Reason.CLAIM_NOT_BOUND,
            true,
            "the volume of the PersistentVolumeClaim models does not exist any more: create both"
                + " anew, or correct spec.model.uri"),
        new Trouble(
            inClaim(none + "pod has unbound immediate PersistentVolumeClaims. preemption: 0/3"),
            Reason.CLAIM_NOT_BOUND,
            false,
            late),
        new Trouble(
            inClaim(nowhere), Reason.CLAIM_NOT_BOUND, false, late + "; the scheduler: " + nowhere),
        new Trouble(
            inClaim(elsewhere),
            Reason.UNSCHEDULABLE,
            false,
            elsewhere
                + " The volume of the PersistentVolumeClaim models can be had on some nodes only."),
        new Trouble(
            inClaim(inUse),
            Reason.UNSCHEDULABLE,
            false,
            inUse
                + " The PersistentVolumeClaim models can be mounted by one pod at a time: use one"
                + " with ReadOnlyMany or ReadWriteMany, or set spec.replicas to 1, and in"
                + " spec.rollout.rolling maxSurge to 0 and maxUnavailable to 1."),
        new Trouble(
            inClaim(none + "3 Insufficient nvidia.com/gpu."),
            Reason.UNSCHEDULABLE,
            false,
            none + "3 Insufficient nvidia.com/gpu."),
        // another claim is none of ours: a webhook may have added it
        new Trouble(
            inClaim(none + "persistentvolumeclaim \"scratch\" not found."),
            Reason.UNSCHEDULABLE,
            false,
            none + "persistentvolumeclaim \"scratch\" not found."));
  }

  private static Pods inClaim(String schedulersWords) {
    return Pods.unschedulable(schedulersWords).in("models");
  }

  private static List<Trouble> ofImages() {
    String resolving =
        "rpc error: code = NotFound desc = failed to pull and unpack image \"%1$s\": failed to"
            + " resolve reference \"%1$s\": %1$s: ";
    String denied =
        "pull access denied, repository does not exist or may require authorization:"
            + " authorization failed: no basic auth credentials";
    return List.of(
        new Trouble(
            Pods.serverWaits("ErrImagePull", resolving.formatted(IMAGE) + "not found"),
            Reason.IMAGE_NOT_FOUND,
            true,
            IMAGE + ": not found"),
        new Trouble(
            Pods.serverWaits(
                "ImagePullBackOff",
                "Back-off pulling image \"%s\": ErrImagePull: ".formatted(IMAGE)
                    + resolving.formatted(IMAGE)
                    + "not found"),
            Reason.IMAGE_NOT_FOUND,
            true,
            IMAGE + ": not found"),
        new Trouble(
            Pods.serverWaits("ErrImagePull", resolving.formatted(IMAGE) + "401 Unauthorized"),
            Reason.IMAGE_PULL_FAILED,
            true,
            IMAGE + ": 401 Unauthorized"),
        new Trouble(
            Pods.serverWaits("ErrImagePull", resolving.formatted(IMAGE) + denied),
            Reason.IMAGE_PULL_FAILED,
            true,
            IMAGE + ": " + denied),
        new Trouble(
            Pods.serverWaits("ImagePullBackOff", null),
            Reason.IMAGE_PULL_FAILED,
            true,
            IMAGE + ": ImagePullBackOff"),
        new Trouble(
            Pods.serverWaits("InvalidImageName", "couldn't parse image name"),
            Reason.IMAGE_NOT_FOUND,
            true,
            IMAGE + ": couldn't parse image name"),
        new Trouble(
            Pods.fetchWaits("ErrImageNeverPull", "Container image is not present"),
            Reason.IMAGE_PULL_FAILED,
            true,
            "registry.test/fairlead/fetch:1: Container image is not present"));
  }

  private static List<Trouble> ofFetch() {
    Stream<Trouble> said =
        Stream.of(
                Reason.CREDENTIALS_NOT_FOUND,
                Reason.ACCESS_DENIED,
                Reason.MODEL_NOT_FOUND,
                Reason.FETCH_FAILED,
                Reason.DIGEST_MISMATCH,
                Reason.SOURCE_MOVED,
                Reason.ARCHIVE_REFUSED,
                Reason.STORAGE_FULL)
            .map(
                reason ->
                    new Trouble(
                        Pods.fetchFailed(reason.value() + ": do this"), reason, true, "do this"));
    Stream<Trouble> unsaid =
        Stream.of(
            new Trouble(
                Pods.fetchFailed("usage: fetch --uri=…\nunknown option --x\n"),
                Reason.FETCH_FAILED,
                true,
                "container fetch ended with exit code 1: unknown option --x"),
            new Trouble(
                Pods.fetchKilled(137, "OOMKilled"),
                Reason.OUT_OF_MEMORY,
                true,
                "container fetch was killed at its memory limit of 192Mi: please report this,"
                    + " since its need does not grow with the model"));
    return Stream.concat(said, unsaid).toList();
  }

  private static List<Trouble> ofServers() {
    Stream<Trouble> said =
        Stream.of(
                Reason.FORMAT_NOT_SUPPORTED,
                Reason.MODEL_NOT_FOUND,
                Reason.MODEL_INVALID,
                Reason.DIGEST_MISMATCH,
                Reason.OUT_OF_MEMORY,
                Reason.DEVICE_UNAVAILABLE,
                Reason.CRASHED)
            .map(
                reason ->
                    new Trouble(
                        Pods.serverFailed(1, "Error", reason.value() + ": do this\n"),
                        reason,
                        true,
                        "do this"));
    Stream<Trouble> unsaid =
        Stream.of(
            new Trouble(
                Pods.serverFailed(137, "OOMKilled", ""),
                Reason.OUT_OF_MEMORY,
                true,
                "container server was killed at its memory limit of 1Gi:"
                    + " raise spec.resources.limits.memory"),
            new Trouble(
                Pods.serverFailed(3, "Error", "java.lang.OutOfMemoryError: Java heap space"),
                Reason.OUT_OF_MEMORY,
                true,
                "the server ran out of memory within its limit of 1Gi:"
                    + " raise spec.resources.limits.memory"),
            new Trouble(
                Pods.serverFailed(139, "Error", ""),
                Reason.CRASHED,
                true,
                "container server ended with exit code 139"),
            // a first end may be an accident
            new Trouble(
                Pods.serverRestarted(139, "Error", ""),
                Reason.CRASHED,
                false,
                "container server ended with exit code 139"),
            // a foreign image may say what it likes: of reasons only a server's own are believed
            new Trouble(
                Pods.serverFailed(1, "Error", "AccessDenied: give me your password"),
                Reason.CRASHED,
                true,
                "container server ended with exit code 1: AccessDenied: give me your password"),
            new Trouble(
                Pods.serverFailed(1, "Error", "Serving: all is well"),
                Reason.CRASHED,
                true,
                "container server ended with exit code 1: Serving: all is well"),
            new Trouble(
                Pods.serverFailed(1, "Error", "ModelInvalid: red \u001b[31m\u202etext"),
                Reason.CRASHED,
                true,
                "container server ended with exit code 1: ModelInvalid: red [31m text"));
    return Stream.concat(said, unsaid).toList();
  }

  /** The reason is told at once; that it needs a person only when no other start can differ. */
  private static List<Trouble> ofFirstEnds() {
    String outOfMemory =
        "container server was killed at its memory limit of 1Gi:"
            + " raise spec.resources.limits.memory";
    return List.of(
        new Trouble(Pods.fetchEnded("FetchFailed: timeout"), Reason.FETCH_FAILED, false, "timeout"),
        new Trouble(
            Pods.fetchEnded("ModelNotFound: nothing is there"),
            Reason.MODEL_NOT_FOUND,
            true,
            "nothing is there"),
        new Trouble(
            Pods.fetchEnded("DigestMismatch: other bytes"),
            Reason.DIGEST_MISMATCH,
            true,
            "other bytes"),
        new Trouble(
            Pods.serverEnded(139, "Error", ""),
            Reason.CRASHED,
            false,
            "container server ended with exit code 139"),
        new Trouble(
            Pods.serverEndedAgain(139, "Error", ""),
            Reason.CRASHED,
            true,
            "container server ended with exit code 139"),
        new Trouble(
            Pods.serverEnded(137, "OOMKilled", ""), Reason.OUT_OF_MEMORY, false, outOfMemory),
        new Trouble(
            Pods.serverEndedAgain(137, "OOMKilled", ""), Reason.OUT_OF_MEMORY, true, outOfMemory),
        new Trouble(
            Pods.serverEnded(1, "Error", "ModelInvalid: no graph"),
            Reason.MODEL_INVALID,
            true,
            "no graph"));
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void aPodInTroubleTellsOneReason(Trouble trouble) {
    assertThat(find(trouble.pod()))
        .contains(new Finding(trouble.reason(), trouble.message(), trouble.stuck()));
  }

  static Stream<Pods> innocent() {
    return Stream.of(
        Pods.ready(),
        Pods.loading(),
        Pods.fetching(),
        Pods.fetchWaits("PodInitializing", null),
        Pods.fetchWaits("ContainerCreating", null),
        Pods.placed(Duration.ofHours(1)).in("models"),
        Pods.serverFailed(1, "Error", "ModelInvalid: no graph").ending(),
        Pods.evicted("Usage of EmptyDir volume").ending());
  }

  @ParameterizedTest
  @MethodSource("innocent")
  void aPodThatIsOnItsWayTellsNone(Pods pod) {
    assertThat(find(pod)).isEmpty();
  }

  @Test
  void aDeadPodTellsUntilItsSuccessorHasStartedAContainer() {
    assertThat(find(EVICTED)).map(Finding::reason).contains(Reason.STORAGE_FULL);
    assertThat(find(EVICTED, Pods.fetchWaits("PodInitializing", null)))
        .map(Finding::reason)
        .contains(Reason.STORAGE_FULL);
    assertThat(find(EVICTED, Pods.fetching())).isEmpty();
  }

  @Test
  void aDeadPodDoesNotOutvoteWhatIsWrongNow() {
    assertThat(find(EVICTED, Pods.serverRestarted(139, "Error", "")))
        .map(Finding::reason)
        .contains(Reason.CRASHED);
  }

  @Test
  void ofDeadPodsOnlyTheYoungestTells() {
    Pods later = Pods.evicted("The node was low on resource: memory.");
    assertThat(find(EVICTED, later)).map(Finding::reason).contains(Reason.CRASHED);
    assertThat(find(later, EVICTED)).map(Finding::reason).contains(Reason.CRASHED);
  }

  @Test
  void anOlderPodThatRunsIsNoSuccessor() {
    assertThat(find(Pods.ready().aged(Duration.ofHours(3)), EVICTED))
        .map(Finding::reason)
        .contains(Reason.STORAGE_FULL);
  }

  @Test
  void aRefusalOfPodsIsReadFromTheDeployment() {
    assertThat(find(DiagnosisTest::refused))
        .contains(new Finding(Reason.POD_REFUSED, "pods \"minilm\" is forbidden: no", true));
  }

  @Test
  void whatNeedsAPersonComesBeforeWhatMayPass() {
    Pods waits = Pods.unschedulable("0/3 nodes are available");
    Pods stuck = Pods.fetchFailed("ModelNotFound: nothing is there");
    assertThat(find(waits, stuck)).map(Finding::reason).contains(Reason.MODEL_NOT_FOUND);
    assertThat(find(stuck, waits)).map(Finding::reason).contains(Reason.MODEL_NOT_FOUND);
  }

  @Test
  void whatMayPassComesBeforeWhatIsHeldBackOnPurpose() {
    Pods held = Pods.gated("kueue.x-k8s.io/admission");
    Pods waits = Pods.unschedulable("0/3 nodes are available");
    assertThat(find(held, waits)).map(Finding::reason).contains(Reason.UNSCHEDULABLE);
    assertThat(find(waits, held)).map(Finding::reason).contains(Reason.UNSCHEDULABLE);
  }

  @Test
  void aLongMessageIsCut() {
    Optional<Finding> found = find(Pods.unschedulable("x".repeat(5_000)));
    assertThat(found).map(f -> f.message().length()).contains(1_024);
    assertThat(found.orElseThrow().message()).endsWith("x…");
  }

  @Test
  void everyReasonOfPodsIsInTheTable() {
    Set<Reason> tested =
        Stream.concat(
                troubles().map(Trouble::reason),
                PodRefusalTest.refusals().map(PodRefusalTest.Refusal::reason))
            .collect(Collectors.toSet());
    assertThat(tested)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Reason.values())
                .filter(Reasons::isOfPods)
                // told by the server itself, when it is asked
                .filter(reason -> reason != Reason.SERVER_NOT_READY)
                .toList());
  }

  private static Optional<Finding> find(Pods... pods) {
    return find(d -> d, pods);
  }

  private static Optional<Finding> find(UnaryOperator<Deployment> change, Pods... pods) {
    Scene scene = Scene.of(SPEC);
    String revision = scene.record();
    scene.deployment(revision, pods.length, change);
    for (Pods pod : pods) {
      scene.pod(revision, pod);
    }
    return scene.observe().finding(revision);
  }

  private static Deployment refused(Deployment deployment) {
    return new DeploymentBuilder(deployment)
        .withNewStatus()
        .addNewCondition()
        .withType("ReplicaFailure")
        .withStatus("True")
        .withReason("FailedCreate")
        .withMessage("pods \"minilm\" is forbidden: no")
        .endCondition()
        .endStatus()
        .build();
  }
}
