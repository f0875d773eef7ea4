package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Things are killed, deleted and edited behind the operator's back. */
class HealingStory {
  @RegisterExtension static final Stage stage = new Stage();

  @BeforeAll
  static void givenAModelThatServes() {
    stage.apply(Manifests.model("minilm", Manifests.uri("MINILM_Q"), "1.0"));
    stage.awaitSettled("minilm");
  }

  private static <R extends HasMetadata> R child(Class<R> kind, String name) {
    return stage.client().resources(kind).inNamespace(stage.namespace()).withName(name).get();
  }

  private static String revision() {
    return stage.stableRevision("minilm");
  }

  @Test
  void aDeletedChildComesBackAndNoPodIsReplacedForIt() {
    String pod = stage.pods("minilm").getFirst().getMetadata().getUid();
    for (Class<? extends HasMetadata> kind : List.of(Service.class, ControllerRevision.class)) {
      String name = kind == Service.class ? "minilm" : revision();
      String uid = child(kind, name).getMetadata().getUid();
      stage.client().resource(child(kind, name)).delete();
      await(kind.getSimpleName())
          .atMost(Stage.PATIENCE)
          .until(
              () ->
                  child(kind, name) != null
                      && !child(kind, name).getMetadata().getUid().equals(uid));
    }
    stage.awaitSettled("minilm");
    assertThat(stage.pods("minilm")).extracting(p -> p.getMetadata().getUid()).containsExactly(pod);
  }

  @Test
  void aDeletedDeploymentComesBack() {
    String name = revision();
    String uid = child(Deployment.class, name).getMetadata().getUid();
    stage.kubectl("delete", "deployment", name);

    await()
        .atMost(Stage.PATIENCE)
        .until(
            () ->
                child(Deployment.class, name) != null
                    && !child(Deployment.class, name).getMetadata().getUid().equals(uid));
    stage.awaitSettled("minilm");
    assertThat(revision()).isEqualTo(name);
  }

  @Test
  void foreignEditsOfChildrenArePutBack() {
    String name = revision();
    stage.kubectl("set", "env", "deployment/" + name, "FOREIGN=yes");
    stage.kubectl("scale", "deployment/" + name, "--replicas=3");
    stage.kubectl(
        "patch",
        "service",
        "minilm",
        "--type=merge",
        "-p",
        "{\"spec\":{\"selector\":{\"foreign\":\"yes\"}}}");

    await()
        .atMost(Stage.PATIENCE)
        .until(
            () -> {
              Deployment deployment = child(Deployment.class, name);
              boolean template =
                  deployment
                      .getSpec()
                      .getTemplate()
                      .getSpec()
                      .getContainers()
                      .getFirst()
                      .getEnv()
                      .stream()
                      .noneMatch(e -> e.getName().equals("FOREIGN"));
              return template
                  && deployment.getSpec().getReplicas() == 1
                  && !child(Service.class, "minilm").getSpec().getSelector().containsKey("foreign");
            });
    stage.awaitSettled("minilm");
  }

  @Test
  void aKilledModelProcessIsStartedAgain() {
    Pod pod = stage.pods("minilm").getFirst();
    String node = pod.getSpec().getNodeName();
    int restarts = pod.getStatus().getContainerStatuses().getFirst().getRestartCount();
    // the node's process of exactly this pod: its cgroup carries the pod's uid
    String processes =
        "for p in $(pgrep -f dev.fairlead.runtime.Main); do if grep -q %s /proc/$p/cgroup; then kill -9 $p; fi; done"
            .formatted(pod.getMetadata().getUid().replace('-', '_'));
    Shell.run("docker", "exec", node, "sh", "-c", processes);

    await()
        .atMost(Stage.PATIENCE)
        .until(
            () ->
                stage.client().pods().inNamespace(stage.namespace()).list().getItems().stream()
                    .filter(p -> p.getMetadata().getUid().equals(pod.getMetadata().getUid()))
                    .anyMatch(
                        p ->
                            p.getStatus().getContainerStatuses().getFirst().getRestartCount()
                                > restarts));
    stage.awaitSettled("minilm");
  }

  @Test
  void bothOperatorsKilledInMidRolloutFinishIt() {
    stage.apply(Manifests.model("minilm", Manifests.uri("MINILM_Q"), "2.0", "replicas: 2"));
    await()
        .atMost(Stage.PATIENCE)
        .until(() -> stage.get("minilm").getStatus().candidateRevision() != null);
    Shell.run(
        "kubectl",
        "-n",
        "fairlead-system",
        "delete",
        "pods",
        "-l",
        "app.kubernetes.io/component=operator",
        "--grace-period=0",
        "--force");

    stage.awaitSettled("minilm");
    assertThat(stage.get("minilm").getStatus().readyReplicas()).isEqualTo(2);
    stage.apply(Manifests.model("minilm", Manifests.uri("MINILM_Q"), "1.0", "replicas: 1"));
    stage.awaitSettled("minilm");
  }

  @Test
  void scaleWorksAndDeletionLeavesNothingBehind() {
    stage.apply(Manifests.model("other", Manifests.uri("MINILM_Q"), "1.0"));
    stage.awaitSettled("other");
    stage.kubectl("scale", "modeldeployment/other", "--replicas=0");
    await().atMost(Stage.PATIENCE).until(() -> stage.pods("other").isEmpty());
    assertThat(stage.condition("other", "Ready").orElseThrow().getReason())
        .isEqualTo("ScaledToZero");

    stage.kubectl("delete", "modeldeployment", "other");

    await()
        .atMost(Stage.PATIENCE)
        .until(
            () ->
                stage
                    .kubectl(
                        "get",
                        "deployments,services,controllerrevisions,configmaps,pods,endpointslices",
                        "-l",
                        "serving.fairlead.dev/modeldeployment=other",
                        "-o",
                        "name")
                    .isBlank());
    assertThat(Map.copyOf(child(Service.class, "minilm").getSpec().getSelector())).isNotEmpty();
  }
}
