package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The operator goes and comes back, another one; the models do not notice. Last of all, since every
 * other story needs it.
 */
class UninstallStory {
  @RegisterExtension static final Stage stage = new Stage();

  @Test
  void modelsOutliveTheOperatorAndAnotherOneTakesThemOverAsTheyAre() {
    stage.apply(Manifests.model("minilm", Manifests.uri("MINILM_Q"), "1.0"));
    stage.awaitSettled("minilm");
    List<String> pods = uids();
    String revision = stage.stableRevision("minilm");

    Shell.run("helm", "uninstall", "fairlead", "--namespace", "fairlead-system", "--wait");

    assertThat(
            Shell.run(
                "kubectl", "get", "crd", "modeldeployments.serving.fairlead.dev", "-o", "name"))
        .contains("modeldeployments");
    stage.start(
        "load",
        "default",
        List.of(
            "load",
            "--url=http://minilm." + stage.namespace() + ".svc/v1/embeddings",
            "--body={\"model\":\"minilm\",\"input\":\"a\"}",
            "--seconds=5"));
    assertThat(stage.result("load")).contains("\"failures\":{}");

    // another default image: what a newer operator brings
    install("--set", "image.runtimeOnnx.tag=9.9.9", "--set", "image.runtimeOnnx.digest=");
    stage.kubectl("annotate", "modeldeployment", "minilm", "seen=again");
    await()
        .atMost(Stage.PATIENCE)
        .until(
            () ->
                Shell.run(
                        "kubectl",
                        "-n",
                        "fairlead-system",
                        "get",
                        "lease",
                        "fairlead-operator",
                        "-o",
                        "jsonpath={.spec.holderIdentity}")
                    .startsWith("fairlead-"));
    stage.kubectl("scale", "modeldeployment/minilm", "--replicas=2");
    await()
        .atMost(Stage.PATIENCE)
        .until(() -> stage.get("minilm").getStatus().readyReplicas() == 2);

    assertThat(uids()).containsAll(pods);
    assertThat(stage.stableRevision("minilm")).isEqualTo(revision);
    assertThat(stage.get("minilm").getStatus().revisions()).hasSize(1);
    install();
  }

  private static List<String> uids() {
    return stage.pods("minilm").stream().map(Pod::getMetadata).map(m -> m.getUid()).toList();
  }

  private static void install(String... more) {
    var command =
        new ArrayList<>(
            List.of(
                "helm",
                "upgrade",
                "--install",
                "fairlead",
                "../helm/fairlead",
                "--namespace",
                "fairlead-system",
                "--wait",
                "--timeout",
                "3m",
                "--values",
                Shell.environment("FAIRLEAD_E2E_VALUES")));
    command.addAll(Arrays.asList(more));
    Shell.run(command.toArray(String[]::new));
  }
}
