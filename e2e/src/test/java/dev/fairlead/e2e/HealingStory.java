package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.testsupport.Sampled;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Things are killed, deleted and edited behind the operator's back. */
@Sampled(days = 3)
class HealingStory {
  private static final int PER_SECOND = 40;

  @RegisterExtension static final Stage stage = new Stage();
  private static final Model minilm = stage.model("minilm");

  @BeforeAll
  static void givenAModelWithTwoReplicas() {
    minilm.declare(Manifests.model("minilm", Manifests.uri("MINILM_Q"), "1.0", "replicas: 2"));
    minilm.awaitSettled();
  }

  @Test
  void aKilledModelProcessIsStartedAgainAndTheOtherReplicaAnswersMeanwhile() {
    Nodes.assumeWithinReach();
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      Pod pod = minilm.pods().getFirst();
      int restarts = restarts(pod.getMetadata().getUid());
      Nodes.kill(stage.namespace(), pod.getMetadata().getName(), "server");
      Patience.until(
          "restarted, and it answers",
          () ->
              restarts(pod.getMetadata().getUid()) > restarts
                  && minilm.pods().stream().allMatch(Readiness::isPodReady));
      minilm.awaitSettled();

      // what the process held was lost with it; the time until its address is gone is the nodes'
      JsonNode healed = clients.report();
      assertThat(Clients.failures(healed)).isLessThan(healed.path("requests").asInt() / 5);
      JsonNode later = clients.noticedNothingSince(healed);
      assertThat(minilm.pods()).hasSize(2);
      System.out.println("killed process: " + later);
    }
  }

  @Test
  void aDeletedPodIsReplacedAndNobodyNotices() {
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      List<String> before = minilm.podUids();
      stage.kubectl("delete", "pod", minilm.pods().getFirst().getMetadata().getName());
      Patience.until(
          "another pod", () -> minilm.pods().size() == 2 && !minilm.podUids().equals(before));
      minilm.awaitSettled();

      clients.noticedNothing();
    }
  }

  @Test
  void deletedChildrenThatHoldNoPodComeBackAndNoPodIsReplacedForIt() {
    List<String> pods = minilm.podUids();

    deleteAndAwait(Service.class, "minilm");
    deleteAndAwait(ControllerRevision.class, minilm.stableRevision());
    deleteAndAwait(PodDisruptionBudget.class, "minilm");
    configMaps().forEach(c -> deleteAndAwait(ConfigMap.class, name(c)));
    minilm
        .children(EndpointSlice.class)
        .forEach(slice -> stage.kubectl("delete", "endpointslice", name(slice)));

    minilm.awaitSettled();
    assertThat(minilm.podUids()).isEqualTo(pods);
    assertThat(minilm.recordedRevisions()).containsExactly(minilm.stableRevision());
    theServiceAnswers();
  }

  @Test
  void aDeletedDeploymentComesBackUnderItsName() {
    String revision = minilm.stableRevision();

    deleteAndAwait(Deployment.class, revision);

    minilm.awaitSettled();
    assertThat(minilm.stableRevision()).isEqualTo(revision);
    assertThat(minilm.pods()).hasSize(2);
    theServiceAnswers();
  }

  @Test
  void foreignEditsOfChildrenArePutBackAndNoPodIsReplacedForThoseThatNeedNone() {
    List<String> pods = minilm.podUids();
    String revision = minilm.stableRevision();
    String labels = "{\"metadata\":{\"labels\":{\"app.kubernetes.io/name\":\"foreign\"}}}";
    patch("deployment", revision, labels);
    patch("service", "minilm", labels);
    patch("service", "minilm", "{\"spec\":{\"selector\":{\"foreign\":\"yes\"}}}");
    patch("service", "minilm", "{\"spec\":{\"ports\":[{\"name\":\"http\",\"port\":81}]}}");
    patch("controllerrevision", revision, labels);
    for (ConfigMap config : configMaps()) {
      patch("configmap", name(config), "{\"data\":{\"ca.crt\":\"foreign\"}}");
    }

    Patience.until(
        "foreign edits are put back",
        () ->
            isNamed(minilm.child(Deployment.class, revision))
                && isNamed(minilm.child(Service.class, "minilm"))
                && isNamed(minilm.child(ControllerRevision.class, revision))
                && !minilm
                    .child(Service.class, "minilm")
                    .getSpec()
                    .getSelector()
                    .containsKey("foreign")
                && minilm.child(Service.class, "minilm").getSpec().getPorts().getFirst().getPort()
                    == 80
                && minilm.children(ConfigMap.class).stream()
                    .noneMatch(c -> c.getData().containsValue("foreign")));
    minilm.awaitSettled();
    assertThat(minilm.podUids()).isEqualTo(pods);
    theServiceAnswers();
  }

  @Test
  void aForeignTemplateAndSizeOfTheDeploymentArePutBack() {
    String revision = minilm.stableRevision();
    stage.kubectl("set", "env", "deployment/" + revision, "FOREIGN=yes");
    stage.kubectl("scale", "deployment/" + revision, "--replicas=3");

    Patience.until(
        "the Deployment is as it was",
        () -> {
          var spec = minilm.child(Deployment.class, revision).getSpec();
          return spec.getReplicas() == 2
              && spec.getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
                  .noneMatch(e -> e.getName().equals("FOREIGN"));
        });
    minilm.awaitSettled();
    Patience.until("two pods", () -> minilm.pods().size() == 2);
  }

  @Test
  void strippedOwnersAndAWipedStatusAreRebuiltFromTheLabels() {
    List<String> pods = minilm.podUids();
    String revision = minilm.stableRevision();
    String nobody = "{\"metadata\":{\"ownerReferences\":null}}";
    patch("controllerrevision", revision, nobody);
    patch("deployment", revision, nobody);
    patch("service", "minilm", nobody);
    stage.kubectl(
        "patch",
        "modeldeployment",
        "minilm",
        "--subresource=status",
        "--type=merge",
        "-p",
        "{\"status\":{\"conditions\":null,\"stableRevision\":null,\"revisions\":null}}");

    Patience.until(
        "owners are back",
        () ->
            isOwned(minilm.child(ControllerRevision.class, revision))
                && isOwned(minilm.child(Deployment.class, revision))
                && isOwned(minilm.child(Service.class, "minilm")));
    minilm.awaitSettled();
    assertThat(minilm.stableRevision()).isEqualTo(revision);
    assertThat(minilm.podUids()).isEqualTo(pods);
  }

  @Test
  void deletionLeavesNothingBehind() {
    Model other = stage.model("other");
    other.declare(Manifests.model("other", Manifests.uri("MINILM_Q"), "1.0"));
    other.awaitSettled();
    other.declare(Manifests.model("other", Manifests.uri("MINILM_Q"), "2.0"));
    stage.kubectl("scale", "modeldeployment/other", "--replicas=0");
    Patience.until("no pod is left", () -> other.children(Pod.class).isEmpty());
    other.awaitSettled();
    assertThat(other.condition("Ready").orElseThrow().getReason()).isEqualTo("ScaledToZero");
    List<String> kinds = namespacedKinds();

    stage.kubectl("delete", "modeldeployment", "other");

    Patience.until(
        "nothing of it is left",
        () ->
            stage
                .kubectl("get", String.join(",", kinds), "-l", Model.LABEL + "=other", "-o", "name")
                .isBlank());
    assertThat(stage.kubectl("get", String.join(",", kinds), "-o", "name").lines())
        .noneMatch(name -> name.contains("/other") && !name.contains("event"));
  }

  private static List<String> namespacedKinds() {
    return Shell.run(
            "kubectl", "api-resources", "--namespaced", "--verbs=list,delete", "-o", "name")
        .lines()
        // events stay for an hour; endpoints are what slices were once, with a warning to say so
        .filter(kind -> !kind.startsWith("events") && !kind.equals("endpoints"))
        .toList();
  }

  private static void theServiceAnswers() {
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      clients.noticedNothing();
    }
  }

  private static <R extends HasMetadata> void deleteAndAwait(Class<R> kind, String name) {
    String uid = minilm.child(kind, name).getMetadata().getUid();
    stage.client().resource(minilm.child(kind, name)).delete();
    Patience.until(
        kind.getSimpleName() + " " + name + " is back",
        () ->
            minilm.child(kind, name) != null
                && !minilm.child(kind, name).getMetadata().getUid().equals(uid));
  }

  private static void patch(String kind, String name, String merge) {
    stage.kubectl("patch", kind, name, "--type=merge", "-p", merge);
  }

  /** That of the authorities, which a cluster with a public registry needs none of. */
  private static List<ConfigMap> configMaps() {
    List<ConfigMap> configs = minilm.children(ConfigMap.class);
    assertThat(configs.isEmpty()).isEqualTo(Registry.isPublic());
    return configs;
  }

  private static String name(HasMetadata object) {
    return object.getMetadata().getName();
  }

  private static boolean isNamed(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return "minilm".equals(labels.get("app.kubernetes.io/name"));
  }

  private static boolean isOwned(HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(o -> o.getUid().equals(minilm.get().getMetadata().getUid()));
  }

  private static int restarts(String uid) {
    return minilm.pods().stream()
        .filter(p -> p.getMetadata().getUid().equals(uid))
        .flatMap(p -> p.getStatus().getContainerStatuses().stream())
        .mapToInt(ContainerStatus::getRestartCount)
        .findFirst()
        .orElse(0);
  }
}
