package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.Sampled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The operator goes, comes back and becomes a newer one: the models do not notice. */
@Sampled(days = 2)
class UpgradeStory {
  private static final int PER_SECOND = 40;

  /** What a newer operator renders differently: images, arguments and the pod's own fields. */
  private static final List<String> RENDERS_DIFFERENTLY =
      List.of(
          "--set=fetch.plainHttpHosts={plain.example.com}",
          "--set=fetch.allowedHosts={private.example.com}",
          "--set=model.imagePullSecrets={of-a-newer-version}",
          "--set=image.runtimeOnnx.tag=9.9.9",
          "--set=image.runtimeOnnx.digest=",
          "--set=image.fetch.tag=9.9.9",
          "--set=image.fetch.digest=");

  @RegisterExtension static final Stage stage = new Stage();
  private final Model minilm = stage.model("minilm");

  @BeforeEach
  void givenAModelThatServes() {
    stage.clear();
    minilm.declare(Manifests.model("minilm", Manifests.uri("MINILM_Q"), "1.0"));
    minilm.awaitSettled();
  }

  @AfterEach
  void theOperatorUnderTestIsBack() {
    Operator.install(Operator.CHART);
  }

  @Test
  void modelsOutliveTheOperatorAndAnotherOneTakesThemOverAsTheyAre() {
    List<String> pods = minilm.podUids();
    String revision = minilm.stableRevision();

    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      Operator.uninstall();
      assertThat(
              Shell.run(
                  "kubectl", "get", "crd", "modeldeployments.serving.fairlead.dev", "-o", "name"))
          .contains("modeldeployments");
      Operator.install(Operator.CHART);
      assertThat(Operator.test()).contains("answers 200");
      stage.kubectl("scale", "modeldeployment/minilm", "--replicas=2");
      Patience.until("the second replica", () -> minilm.status().readyReplicas() == 2);

      clients.noticedNothing();
    }
    assertThat(minilm.podUids()).containsAll(pods);
    assertThat(minilm.stableRevision()).isEqualTo(revision);
  }

  @Test
  void anOperatorThatRendersPodsDifferentlyAndHasOneMoreFieldRestartsNoPodAndMakesNoRevision(
      @TempDir Path directory) throws IOException {
    List<String> pods = minilm.podUids();
    String revision = minilm.stableRevision();

    Operator.install(chartWithOneMoreField(directory).toString(), rendersDifferently());

    // the new field is there, and the new operator has looked at the resource
    stage.kubectl(
        "patch",
        "modeldeployment",
        "minilm",
        "--type=merge",
        "-p",
        "{\"spec\":{\"later\":\"known\",\"replicas\":2}}");
    assertThat(stage.kubectl("get", "modeldeployment", "minilm", "-o", "jsonpath={.spec.later}"))
        .isEqualTo("known");
    Patience.until("the second replica", () -> minilm.status().readyReplicas() == 2);
    minilm.awaitSettled();

    assertThat(minilm.podUids()).containsAll(pods);
    assertThat(minilm.stableRevision()).isEqualTo(revision);
    assertThat(minilm.recordedRevisions()).containsExactly(revision);
    assertThat(minilm.status().revisions()).hasSize(1);
  }

  /** Settings for a chart whose operator would make other pods than the one under test. */
  static String[] rendersDifferently() {
    return RENDERS_DIFFERENTLY.toArray(String[]::new);
  }

  /** A copy of the chart whose CRD knows {@code spec.later}. */
  private static Path chartWithOneMoreField(Path directory) throws IOException {
    Shell.run("cp", "-r", Operator.CHART, directory.toString());
    Path chart = directory.resolve("fairlead");
    Path crd;
    try (var files = Files.list(chart.resolve("crds-generated"))) {
      crd = files.findFirst().orElseThrow();
    }
    String text = Files.readString(crd);
    String more =
        text.replaceFirst(
            "(?m)^( +)spec:\\R((?:.*\\R)*?)\\1  properties:\\R",
            """
            $1spec:
            $2$1  properties:
            $1    later: {type: string, description: A field of a newer version.}
            """);
    assertThat(more).isNotEqualTo(text);
    Files.writeString(crd, more);
    return chart;
  }
}
