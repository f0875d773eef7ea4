package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.Sampled;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A tag is moved under a model that serves: nobody notices before its owner asks for it, or has
 * asked for it to be followed.
 */
@Sampled(days = 2)
class PinningStory {
  private static final int PER_SECOND = 20;

  @RegisterExtension static final Stage stage = new Stage();

  private final Model minilm = stage.model("minilm");

  @Test
  void whatATagStoodForIsServedByEveryPodUntilTheOwnerTakesTheNewAndCanBeHadBack() {
    String tag = Registry.unused("models/moving");
    String old = publish("MINILM_Q", tag);
    minilm.declare(Manifests.model("minilm", "oci://" + tag, "1.0"));
    minilm.awaitSettled();
    String first = minilm.stableRevision();
    assertThat(minilm.status().revisions().getFirst().model())
        .satisfies(model -> assertThat(model.resolved()).endsWith("@" + old))
        .satisfies(model -> assertThat(model.digest()).isEqualTo(old));
    Patience.until("nobody asks any more", () -> minilm.children(Job.class).isEmpty());

    String moved = publish("MINILM", tag);
    List<String> before = minilm.podUids();
    stage.kubectl("delete", "pod", minilm.pods().getFirst().getMetadata().getName());
    Patience.until(
        "another pod", () -> minilm.podUids().stream().noneMatch(before::contains) && isSettled(1));
    assertThat(digests()).containsExactly(old);

    minilm.declare(Manifests.model("minilm", "oci://" + tag, "1.0", "replicas: 2"));
    Patience.until("a second pod", () -> isSettled(2));
    assertThat(digests()).containsExactly(old, old);
    assertThat(served(minilm)).as("by the servers' own word").containsExactly(old, old);

    minilm.declare(
        Manifests.model("minilm", "oci://" + tag, "1.0", "replicas: 2", "refresh: moved"));
    minilm.awaitSettled();
    assertThat(minilm.stableRevision()).isNotEqualTo(first);
    assertThat(digests()).containsExactly(moved, moved);
    assertThat(served(minilm)).containsExactly(moved, moved);

    minilm.declare(Manifests.model("minilm", "oci://" + tag, "1.0", "replicas: 2"));
    minilm.awaitSettled();
    assertThat(minilm.stableRevision()).isEqualTo(first);
    assertThat(digests()).containsExactly(old, old);
    assertThat(minilm.recordedRevisions()).hasSize(2);
  }

  @Test
  void aTagThatIsFollowedIsRolledOutWhenItMovesAndNoRequestFails() {
    Model followed = stage.model("followed");
    String tag = Registry.unused("models/followed");
    String old = publish("MINILM_Q", tag);
    followed.declare(
        Manifests.any(
            "followed",
            "uri: \"oci://%s\", version: \"1.0\", track: {interval: 1m}".formatted(tag),
            "resources: {requests: {cpu: 100m, memory: 384Mi}, limits: {memory: 768Mi}}",
            "replicas: 2"));
    followed.awaitSettled();
    String first = followed.stableRevision();
    assertThat(served(followed)).containsExactly(old, old);
    assertThat(followed.status().tracking().identity()).isEqualTo(old);

    try (Clients clients = Clients.of(followed, PER_SECOND)) {
      String moved = publish("MINILM", tag);
      Patience.until(
          "it is seen that the tag has moved",
          () -> moved.equals(followed.status().tracking().identity()));
      Patience.until("it is rolled out", () -> !first.equals(followed.stableRevision()));
      followed.awaitSettled();

      assertThat(served(followed)).containsExactly(moved, moved);
      assertThat(followed.status().revisions().getFirst())
          .satisfies(revision -> assertThat(revision.reason()).isEqualTo("Tracked"))
          .satisfies(revision -> assertThat(revision.model().digest()).isEqualTo(moved));
      assertThat(followed.get().getMetadata().getGeneration()).isEqualTo(1);
      assertThat(followed.recordedRevisions()).hasSize(2);
      clients.noticedNothing(Clients.ENOUGH);
    }
  }

  @Test
  void whatTheFirstPodPulledIsWhatLaterPodsRunWhereverTheTagOfTheImageMoves() {
    Model served = stage.model("image");
    String tag = Registry.unused("fairlead/runtime-onnx");
    String digest = Registry.copyOfItsOwn(Shell.environment("FAIRLEAD_E2E_RUNTIME_IMAGE"), tag);
    served.declare(withImage(tag, 1));
    served.awaitSettled();
    Patience.until(
        "later pods are made by the digest",
        () ->
            served.children(Deployment.class).stream()
                .map(Deployment::getSpec)
                .allMatch(
                    spec ->
                        !Boolean.TRUE.equals(spec.getPaused())
                            && spec.getTemplate()
                                .getSpec()
                                .getContainers()
                                .getFirst()
                                .getImage()
                                .equals(tag + "@" + digest)));
    List<String> first = served.podUids();

    Registry.copy(Shell.environment("FAIRLEAD_E2E_RUNTIME_XGBOOST_IMAGE"), tag);
    served.declare(withImage(tag, 2));
    Patience.until("a second pod", () -> served.pods().size() == 2 && isSettled(served));
    assertThat(served.podUids()).containsAll(first);
    List<String> before = served.podUids();
    stage.kubectl("delete", "pod", served.pods().getFirst().getMetadata().getName());
    Patience.until(
        "another pod",
        () -> served.pods().size() == 2 && !served.podUids().equals(before) && isSettled(served));

    assertThat(served.pods())
        .extracting(pod -> pod.getStatus().getContainerStatuses().getFirst().getImageID())
        .hasSize(2)
        .allMatch(id -> id.endsWith("@" + digest));
    assertThat(served.status().revisions().getFirst().image().digest()).isEqualTo(digest);
  }

  private static String withImage(String tag, int replicas) {
    return Manifests.model(
        "image",
        Manifests.uri("MINILM_Q"),
        "1.0",
        "runtime: {image: \"%s\"}".formatted(tag),
        "replicas: " + replicas);
  }

  private static boolean isSettled(Model model) {
    return model.is("Ready") && !model.is("Reconciling");
  }

  private boolean isSettled(int pods) {
    return minilm.pods().size() == pods && minilm.is("Ready") && !minilm.is("Reconciling");
  }

  /** Puts a model under that tag; its digest. */
  private static String publish(String model, String tag) {
    String uri = Manifests.uri(model);
    Registry.copy(uri, tag);
    return uri.substring(uri.indexOf('@') + 1);
  }

  /** What each of the pods serves, by its server's word. */
  private static List<String> served(Model model) {
    return model.pods().stream()
        .map(pod -> PodHttp.metadata(model, pod).at("/properties/digest").asText())
        .toList();
  }

  /** What each of the pods has fetched, by its own word. */
  private List<String> digests() {
    return minilm.pods().stream().map(PinningStory::digest).toList();
  }

  private static String digest(Pod pod) {
    ContainerStateTerminated fetched =
        pod.getStatus().getInitContainerStatuses().getFirst().getState().getTerminated();
    return fetched
        .getMessage()
        .replaceFirst("(?s)^Fetched: digest=(sha256:[0-9a-f]{64}) .*$", "$1");
  }
}
