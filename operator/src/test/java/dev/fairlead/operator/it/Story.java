package dev.fairlead.operator.it;

import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What a user does with a model; each ends when nothing is left to be done.
 *
 * @param what it is about
 * @param given what is there before it begins
 * @param when what the user does
 * @param isDeletion whether the model is gone in the end
 */
record Story(String what, Consumer<Models> given, Consumer<Models> when, boolean isDeletion) {
  static final String MODEL = "minilm";

  private static final String ONE = spec("oci://registry.test/models/minilm:1");
  private static final String TWO = spec("oci://registry.test/models/minilm:2");
  private static final String THREE = spec("oci://registry.test/models/minilm:3");

  /** Its pods never get ready. */
  static final String STUCK =
      TWO + "template: {metadata: {annotations: {test.fairlead.dev/pod: untouched}}}\n";

  static List<Story> all() {
    return List.of(
        new Story("creation", models -> {}, models -> serve(models, ONE + "replicas: 2\n"), false),
        ofOne("edit", models -> serve(models, TWO + "replicas: 2\n")),
        ofOne(
            "revert",
            models -> {
              getStuck(models);
              serve(models, ONE + "replicas: 2\n");
            }),
        ofOne(
            "superseded rollout",
            models -> {
              getStuck(models);
              serve(models, THREE + "replicas: 2\n");
            }),
        ofOne(
            "scaling",
            models -> {
              serve(models, ONE + "replicas: 3\n");
              serve(models, ONE + "replicas: 1\n");
            }),
        ofOne(
            "pause",
            models -> {
              models.apply(MODEL, TWO + "replicas: 2\npaused: true\n");
              models.await(MODEL, md -> Models.is(md, "Reconciling", "True"));
              serve(models, TWO + "replicas: 2\n");
            }),
        ofOne(
            "promotion",
            models -> {
              models.apply(MODEL, TWO + approval(""));
              String candidate = awaitCandidate(models);
              serve(models, TWO + approval("approve: %s, ".formatted(candidate)));
            }),
        abort("abort before an approval", Story::approval, Story::awaitCandidate),
        abort("abort of a canary", Story::canary, Story::awaitShare),
        ofOne("roll-back of a wrong version", FakeAnswers::rollBack),
        new Story("pinning of its image", models -> {}, Story::pin, false),
        new Story(
            "deletion",
            Story::one,
            models -> {
              getStuck(models);
              models.delete(MODEL);
              Waiting.await("nothing is left").until(() -> models.isGone(MODEL));
            },
            true));
  }

  @Override
  public String toString() {
    return what;
  }

  private static Story ofOne(String what, Consumer<Models> when) {
    return new Story(what, Story::one, when, false);
  }

  /** The user takes back a version that has come so far; {@code with} adds to its rollout. */
  private static Story abort(
      String what, UnaryOperator<String> with, Function<Models, String> awaitCandidate) {
    return ofOne(
        what,
        models -> {
          models.apply(MODEL, TWO + with.apply(""));
          String candidate = awaitCandidate.apply(models);
          giveUp(models, TWO + with.apply("abort: %s, ".formatted(candidate)));
        });
  }

  private static void one(Models models) {
    serve(models, ONE + "replicas: 2\n");
  }

  private static void serve(Models models, String spec) {
    models.apply(MODEL, spec);
    awaitOnly(models, models.awaitReady(MODEL).getSpec().replicas());
  }

  private static void awaitOnly(Models models, int wanted) {
    Waiting.await("only what is wanted is left")
        .until(
            () ->
                models.pods(MODEL).size() == wanted
                    && models.replicaSets(MODEL).size() == 1
                    && models.resolvers(MODEL).isEmpty());
  }

  /** The fake nodes report a digest of that image's repository. */
  private static void pin(Models models) {
    serve(models, ONE + "runtime: {image: \"registry.test/image:1\"}\nreplicas: 2\n");
    Waiting.await("later pods are made by the digest, of the same ReplicaSet")
        .until(
            () ->
                models.deployments(MODEL).stream().allMatch(Story::goesOnPinned)
                    && models.replicaSets(MODEL).stream()
                        .allMatch(set -> isPinned(set.getSpec().getTemplate())));
  }

  private static boolean goesOnPinned(Deployment deployment) {
    return isPinned(deployment.getSpec().getTemplate())
        && !Boolean.TRUE.equals(deployment.getSpec().getPaused())
        && deployment
            .getMetadata()
            .getGeneration()
            .equals(deployment.getStatus().getObservedGeneration());
  }

  private static boolean isPinned(PodTemplateSpec template) {
    return template.getSpec().getContainers().getFirst().getImage().contains("@");
  }

  /** In mid-rollout: the old pods serve, and the first new one does not get ready. */
  private static void getStuck(Models models) {
    models.apply(MODEL, STUCK + "replicas: 2\n");
    models.await(MODEL, md -> md.getStatus().candidateRevision() != null);
    Waiting.await("the first pod of the candidate")
        .until(() -> models.pods(MODEL).size() == 3 && models.resolvers(MODEL).isEmpty());
  }

  private static String approval(String more) {
    return """
        replicas: 2
        rollout: {%sstrategy: BlueGreen, blueGreen: {keepOld: 0s, approval: Required}}
        """
        .formatted(more);
  }

  private static String canary(String more) {
    return """
        replicas: 2
        rollout: {%sstrategy: Canary, canary: {steps: [{weight: 20}, {weight: 50}]}}
        """
        .formatted(more);
  }

  /** All its pods are there, and it waits for an approval; its name. */
  private static String awaitCandidate(Models models) {
    return models.awaitReason(MODEL, "AwaitingApproval").getStatus().candidateRevision();
  }

  /** The old pods are told to hand requests on to it, which fake ones do not do; its name. */
  private static String awaitShare(Models models) {
    Waiting.until("a share is asked for", () -> models.liveSettings(MODEL).contains("percent: 20"));
    return models
        .await(MODEL, md -> md.getStatus().candidateRevision() != null)
        .getStatus()
        .candidateRevision();
  }

  /** The version that was there has all the requests again, and nothing of the other is left. */
  private static void giveUp(Models models, String spec) {
    models.apply(MODEL, spec);
    models.awaitReason(MODEL, "Aborted");
    awaitOnly(models, 2);
    awaitNumbers(models);
  }

  /** A change of numbers alone is told half a minute later. */
  static void awaitNumbers(Models models) {
    Waiting.until("only who serves is said to have pods", () -> havePods(models) == 1);
  }

  private static long havePods(Models models) {
    return models.get(MODEL).getStatus().revisions().stream()
        .filter(revision -> revision.replicas() != null && revision.replicas() > 0)
        .count();
  }

  private static String spec(String uri) {
    return """
        model: {uri: "%s"}
        resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
        """
        .formatted(uri);
  }
}
