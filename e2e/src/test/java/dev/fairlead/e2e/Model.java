package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.TrafficStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A ModelDeployment, as its owner sees it. */
record Model(Stage stage, String name) {
  static final String LABEL = "serving.fairlead.dev/modeldeployment";

  private static final String REVISION = "serving.fairlead.dev/revision";

  /** The resource; null once it is gone. */
  ModelDeployment get() {
    return stage
        .client()
        .resources(ModelDeployment.class)
        .inNamespace(stage.namespace())
        .withName(name)
        .get();
  }

  /** Its owner applies this. */
  String declare(String manifest) {
    return stage.apply(manifest);
  }

  ModelDeploymentStatus status() {
    return get().getStatus();
  }

  /** What it says of itself at the current generation. */
  Optional<Condition> condition(String type) {
    ModelDeployment md = get();
    if (md == null || md.getStatus() == null || md.getStatus().conditions() == null) {
      return Optional.empty();
    }
    return md.getStatus().conditions().stream()
        .filter(c -> c.getType().equals(type))
        .filter(c -> Objects.equals(md.getMetadata().getGeneration(), c.getObservedGeneration()))
        .findFirst();
  }

  /** Whether a condition of that type is there and True. */
  boolean is(String type) {
    return condition(type).map(Condition::getStatus).equals(Optional.of("True"));
  }

  /** Whether it serves, and says that for this reason something is under way. */
  boolean isReadyWhileReconcilingFor(String reason) {
    return is("Ready")
        && condition("Reconciling").map(Condition::getReason).equals(Optional.of(reason));
  }

  /** The nodes of its pods. */
  List<String> nodes() {
    return pods().stream().map(pod -> String.valueOf(pod.getSpec().getNodeName())).toList();
  }

  /** Ready at the current generation: what {@code kubectl wait} takes for done. */
  Model awaitReady() {
    Patience.until(name + " is ready", () -> is("Ready"));
    return this;
  }

  /**
   * Ready with nothing left to do, and no other revision has a pod that does not end: who collects
   * those of a Deployment that is gone comes a little later.
   */
  Model awaitSettled() {
    Patience.until(
        name + " is settled",
        () -> is("Ready") && !is("Reconciling") && pods().size() == pods(stableRevision()).size());
    return this;
  }

  /** No pod of that revision is left, not even one that ends. */
  Model awaitGone(String revision) {
    Patience.until(
        "no pod of " + revision + " is left",
        () -> children(Pod.class).stream().noneMatch(p -> revision.equals(revision(p))));
    return this;
  }

  /** That reason for not being ready; gives its message. */
  String awaitReason(String reason) {
    return Patience.until(
            name + " says " + reason,
            () -> condition("Ready").orElseThrow(() -> new AssertionError("no condition yet")),
            ready -> assertThat(ready.getReason()).as(ready.getMessage()).isEqualTo(reason))
        .getMessage();
  }

  /** The pods that are there and do not end. */
  List<Pod> pods() {
    return children(Pod.class).stream()
        .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  List<String> podUids() {
    return pods().stream().map(p -> p.getMetadata().getUid()).sorted().toList();
  }

  /** That of a pod. */
  static String revision(Pod pod) {
    return pod.getMetadata().getLabels().getOrDefault(REVISION, "");
  }

  /** Those of one revision. */
  List<Pod> pods(String revision) {
    return pods().stream().filter(p -> revision.equals(revision(p))).toList();
  }

  List<String> podUids(String revision) {
    return pods(revision).stream().map(p -> p.getMetadata().getUid()).sorted().toList();
  }

  /** How often containers of its pods were started anew. */
  int restarts() {
    return pods().stream()
        .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
        .mapToInt(ContainerStatus::getRestartCount)
        .sum();
  }

  /** A person agrees that this version takes over. */
  void approve(String version) {
    rollout("approve", version);
  }

  /** A person wants this version not to take over. */
  void abort(String version) {
    rollout("abort", version);
  }

  /** A person wants this revision to serve, whatever is declared. */
  void pin(String revision) {
    rollout("pinnedRevision", revision);
  }

  private void rollout(String field, String value) {
    stage.kubectl(
        "patch",
        "modeldeployment",
        name,
        "--type=merge",
        "-p",
        "{\"spec\":{\"rollout\":{\"%s\":\"%s\"}}}".formatted(field, value));
  }

  /** The one that is on its way. */
  String candidateRevision() {
    return String.valueOf(status().candidateRevision());
  }

  /** The one that was recorded last, whatever became of it. */
  String newestRevision() {
    return status().revisions().getFirst().name();
  }

  /** That share is in force, and a person has to agree to more; gives the candidate's revision. */
  String awaitShare(int percent) {
    awaitReason("AwaitingApproval");
    String candidate = candidateRevision();
    Patience.until(
        "the share is in force",
        () -> status().traffic().contains(new TrafficStatus(candidate, percent)));
    return candidate;
  }

  String stableRevision() {
    return String.valueOf(status().stableRevision());
  }

  List<String> recordedRevisions() {
    return children(ControllerRevision.class).stream()
        .map(r -> r.getMetadata().getName())
        .sorted()
        .toList();
  }

  /** Everything of that kind that carries its label. */
  <R extends HasMetadata> List<R> children(Class<R> kind) {
    return stage
        .client()
        .resources(kind)
        .inNamespace(stage.namespace())
        .withLabel(LABEL, name)
        .list()
        .getItems();
  }

  /** One child; null while it is not there. */
  <R extends HasMetadata> R child(Class<R> kind, String child) {
    return stage.client().resources(kind).inNamespace(stage.namespace()).withName(child).get();
  }

  /** Where clients inside the cluster reach it. */
  String grpcTarget() {
    return "dns:///" + name + "." + stage.namespace() + ".svc:8081";
  }

  String url(String path) {
    return "http://" + name + "." + stage.namespace() + ".svc" + path;
  }
}
