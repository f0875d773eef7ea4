package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.CanaryStatus;
import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.ModelStatus;
import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.api.v1alpha1.RolloutStatus;
import dev.fairlead.operator.PodImages;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.apply.Applied;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.scrape.Answer;
import dev.fairlead.operator.status.Shown.Meaning;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every situation of the status contract, with the status that the operator writes in it: each
 * reason is in one of them.
 */
final class Situations {
  private static final String ONE = "model: {uri: 'oci://registry.test/models/minilm:1'}\n";
  private static final String TWO = "model: {uri: 'oci://registry.test/models/minilm:2'}\n";
  private static final String APPROVED_ONLY =
      "rollout: {strategy: BlueGreen, blueGreen: {approval: Required}}\n";

  private Situations() {}

  static List<Shown> all() {
    return Stream.of(ofRollouts(), CandidateSituations.all(), PodSituations.all())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Shown> ofRollouts() {
    return List.of(
        neverSeen(),
        editNotSeen(),
        shown("the first version starts", Meaning.UNDER_WAY, Scene.of(ONE)),
        shown("a tag is resolved", Meaning.UNDER_WAY, Scene.of(ONE).resolver(Pods.resolving())),
        shown("another tag is resolved", Meaning.UNDER_WAY, resolves(Pods.resolving())),
        shown("no such tag", Meaning.BROKEN, resolves(Pods.unresolved("ModelNotFound: no"))),
        shown("its Job is suspended", Meaning.UNDER_WAY, resolves(null).jobSuspended()),
        shown("its Job is held back", Meaning.UNDER_WAY, resolves(Pods.gated("queue.test/gate"))),
        shown("it serves", Meaning.DONE, ready("")),
        shown("another version starts", Meaning.UNDER_WAY, starting(Pods.loading())),
        shown("old pods end first", Meaning.UNDER_WAY, recreated()),
        shown("pod by pod", Meaning.UNDER_WAY, shifting()),
        shown("all pods are ready", Meaning.UNDER_WAY, switching()),
        shown("it is aborted", Meaning.BROKEN, aborted()),
        shown("no such pin", Meaning.BROKEN, ready("").edit(TWO + pinned("minilm-typo"))),
        shown("fewer pods than wanted", Meaning.UNDER_WAY, ready("replicas: 2")),
        shown("its node is cordoned", Meaning.UNDER_WAY, ready("").cordon("node-0")),
        shown("a drain takes too long", Meaning.UNDER_WAY, overdue()),
        shown("at zero", Meaning.DONE, atZero()),
        shown("on the way to zero", Meaning.UNDER_WAY, onTheWayToZero()),
        shown("back from zero", Meaning.UNDER_WAY, backFromZero()),
        shown("no pod is left", Meaning.UNDER_WAY, withoutPods()),
        shown("its image was loaded into the node", Meaning.DONE, loaded()),
        shown("other images were loaded into other nodes", Meaning.DONE, differing()),
        shown("paused as declared", Meaning.HELD, ready("").edit(ONE + "paused: true")),
        shown("paused before an edit", Meaning.HELD, ready("").edit(TWO + "paused: true")),
        shown("paused from the start", Meaning.HELD, Scene.of(ONE + "paused: true")),
        shown("a first failure", Meaning.UNDER_WAY, starting(Pods.fetchEnded("FetchFailed: no"))),
        shown("a failed version", Meaning.BROKEN, starting(Pods.fetchFailed("ModelNotFound: no"))),
        shown("no room yet", Meaning.UNDER_WAY, starting(Pods.unschedulable("0/3 nodes"))),
        shown("held back for long", Meaning.UNDER_WAY, late(Pods.gated("queue.test/gate"))),
        shown("no room for long", Meaning.BROKEN, late(Pods.unschedulable("0/3 nodes"))),
        shown("nothing moves", Meaning.BROKEN, late(Pods.loading())),
        shown("it was taken back", Meaning.BROKEN, takenBack()),
        shown("it waits for an approval", Meaning.HELD, unapproved()),
        shown("it waits for an approval at zero", Meaning.HELD, unapprovedAtZero()),
        shown("a spec that cannot be", Meaning.BROKEN, ready("").edit(invalid(""))),
        shown("it was paused, and cannot be", Meaning.BROKEN, Scene.of(invalid("paused: true"))),
        refused(),
        trouble("the API server fails while it serves", Meaning.UNDER_WAY, ready("")),
        trouble("the API server fails before anything", Meaning.UNDER_WAY, Scene.of(ONE)),
        trouble("the API server fails while a person is needed", Meaning.BROKEN, failed()),
        trouble("the operator fails", Meaning.UNDER_WAY, Reason.INTERNAL_ERROR, ready("")));
  }

  /** As the API server makes it of the CRD's default. */
  private static Shown neverSeen() {
    var status =
        new ModelDeploymentStatus(
            -1L, null, null, null, null, null, null, null, null, null, null, null, null, null);
    return shown("never seen", Meaning.UNDER_WAY, Scene.of(ONE).observe().primary(), status);
  }

  private static Shown editNotSeen() {
    Scene scene = ready("");
    ModelDeploymentStatus before = StatusFactory.of(scene.situation());
    ModelDeployment edited = scene.edit(TWO).observe().primary();
    return shown("an edit not seen", Meaning.UNDER_WAY, edited, before);
  }

  private static Shown refused() {
    Scene scene = Scene.of(ONE);
    var applied = new Applied(new Applied.Refusal.Foreign("Service minilm exists"));
    Situation situation = scene.situation(new Answer.NotAsked(), applied, null);
    return shown(
        "a name is taken", Meaning.BROKEN, scene.observe().primary(), StatusFactory.of(situation));
  }

  private static Shown trouble(String what, Meaning meaning, Scene scene) {
    return trouble(what, meaning, Reason.API_ERROR, scene);
  }

  private static Shown trouble(String what, Meaning meaning, Reason reason, Scene scene) {
    Observation seen = scene.observe();
    ModelDeploymentStatus status =
        Trouble.of(seen.primary(), seen.previous(), reason, "timeout", Scene.NOW);
    return shown(what, meaning, seen.primary(), status);
  }

  /** Its one pod is ready, and the status says so. */
  private static Scene ready(String more) {
    Scene scene = Scene.of(ONE + more);
    String first = scene.record();
    scene.deployment(first, 1).pod(first, Pods.ready()).service(new Selection.One(first));
    var model = new ModelStatus("ONNX", null, null, List.of(), List.of());
    return scene.previous(StatusFactory.of(scene.situation(new Answer.From(first, model))));
  }

  private static Scene loaded() {
    Scene scene = ready("");
    var images = new PodImages(Scene.IMAGE, "sha256:" + "3".repeat(64));
    scene.pods().replaceAll(images::in);
    return scene.previous(StatusFactory.of(scene.situation()));
  }

  private static Scene differing() {
    Scene scene = ready("replicas: 2");
    String first = scene.pods().getFirst().revision();
    scene.deployments().clear();
    scene.deployment(first, 2).pod(first, Pods.ready());
    var one = new PodImages(Scene.IMAGE, "sha256:" + "3".repeat(64));
    var other = new PodImages(Scene.IMAGE, "sha256:" + "4".repeat(64));
    scene.pods().replaceAll(pod -> (pod.name().endsWith("-0") ? one : other).in(pod));
    return scene.previous(StatusFactory.of(scene.situation()));
  }

  /** One version serves, and another one has a pod like that. */
  private static Scene starting(Pods pod) {
    return second(ready(""), TWO, pod);
  }

  /** One version serves, and what another one stands for is asked by that pod. */
  private static Scene resolves(Pods pod) {
    return ready("").edit(TWO).resolver(pod);
  }

  private static Scene late(Pods pod) {
    return second(ready(""), TWO + "rollout: {progressDeadline: 59s, scheduleDeadline: 59s}", pod);
  }

  private static Scene recreated() {
    Scene scene = ready("").edit(TWO + "rollout: {strategy: Recreate}");
    scene.record();
    return scene;
  }

  private static Scene shifting() {
    Scene scene = ready("replicas: 2").edit(TWO + "replicas: 2");
    String second = scene.record();
    return scene.deployment(second, 2).pod(second, Pods.ready()).service(new Selection.All());
  }

  private static Scene switching() {
    Scene scene = shifting();
    return scene.pod(scene.record(), Pods.ready());
  }

  private static Scene aborted() {
    Scene scene = starting(Pods.ready());
    return scene.edit(TWO + "rollout: {abort: %s}".formatted(scene.record()));
  }

  private static String pinned(String revision) {
    return "rollout: {pinnedRevision: %s}".formatted(revision);
  }

  private static Scene overdue() {
    return ready("").cordon("node-0").movingFor(Duration.ofMinutes(5));
  }

  private static Scene takenBack() {
    Scene scene = late(Pods.loading());
    return scene.previous(StatusFactory.of(scene.situation()));
  }

  private static Scene unapproved() {
    return second(ready(""), TWO + APPROVED_ONLY, Pods.ready());
  }

  private static Scene unapprovedAtZero() {
    return atZero().edit(TWO + APPROVED_ONLY + "replicas: 0");
  }

  private static Scene second(Scene scene, String spec, Pods pod) {
    String second = scene.edit(spec).record();
    return scene.deployment(second, 1).pod(second, pod);
  }

  private static Scene failed() {
    Scene scene = starting(Pods.fetchFailed("ModelNotFound: no"));
    return scene.previous(StatusFactory.of(scene.situation()));
  }

  private static Scene atZero() {
    Scene scene = Scene.of(ONE + "replicas: 0");
    String first = scene.record();
    return scene.deployment(first, 0).service(new Selection.One(first));
  }

  private static Scene onTheWayToZero() {
    Scene scene = atZero();
    return scene.pod(scene.record(), Pods.loading());
  }

  private static Scene backFromZero() {
    Scene scene = atZero();
    scene.previous(StatusFactory.of(scene.situation())).edit(ONE + "replicas: 1");
    return scene.pod(scene.record(), Pods.loading());
  }

  private static Scene withoutPods() {
    Scene scene = ready("");
    scene.pods().clear();
    return scene.pod(scene.record(), Pods.serverRestarted(137, "OOMKilled", ""));
  }

  private static String invalid(String more) {
    return "model: {uri: 'gs://bucket/minilm'}\n" + more;
  }

  static Shown shown(String what, Meaning meaning, Scene scene) {
    return shown(what, meaning, scene.observe().primary(), StatusFactory.of(scene.situation()));
  }

  static Shown shown(
      String what, Meaning meaning, ModelDeployment md, ModelDeploymentStatus status) {
    ModelDeployment shown = Serialization.clone(md);
    shown.setStatus(status);
    return new Shown(what, meaning, shown);
  }

  /** That status, where the step of the rollout has lasted so long. */
  static ModelDeploymentStatus stepLastsFor(ModelDeploymentStatus status, Duration time) {
    return with(status, Scene.NOW.minus(time).toString(), status.rollout().canary());
  }

  /** That status, where a server of the candidate's has ended so long ago in this step. */
  static ModelDeploymentStatus unsteadyFor(ModelDeploymentStatus status, Duration time) {
    CanaryStatus canary = status.rollout().canary();
    return with(
        status,
        status.rollout().since(),
        new CanaryStatus(
            canary.stepsDone(),
            canary.steps(),
            canary.weight(),
            canary.since(),
            canary.evidence(),
            canary.queries(),
            canary.done(),
            canary.through(),
            Scene.NOW.minus(time).toString()));
  }

  private static ModelDeploymentStatus with(
      ModelDeploymentStatus status, String since, CanaryStatus canary) {
    RolloutStatus rollout = status.rollout();
    return new ModelDeploymentStatus(
        status.observedGeneration(),
        status.conditions(),
        status.url(),
        status.stableRevision(),
        status.candidateRevision(),
        status.traffic(),
        new RolloutStatus(
            rollout.revision(),
            rollout.step(),
            since,
            canary,
            rollout.verification(),
            rollout.mirror()),
        status.revisions(),
        status.model(),
        status.replicas(),
        status.readyReplicas(),
        status.selector(),
        status.tracking(),
        status.newerImage());
  }
}
