package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.Sampled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else says how many pods there are: a person, an autoscaler; and GitOps leaves it so. */
@Sampled(days = 2)
class ScaleStory {
  private static final Path PAGE = Path.of("../docs/scaling.md");
  private static final Path AUTOSCALER = Path.of("../docs/scaling/hpa.yaml");

  /**
   * Requests a second: more than the autoscaler wants of one pod, on a quick machine too; and so
   * few that one pod answers them on a slow one, while others start beside it.
   */
  private static final int BUSY = 40;

  /**
   * Far less, on a slow one too; and so many that each client asks once more while its pod ends,
   * which takes requests for five seconds.
   */
  private static final int QUIET = 2;

  @RegisterExtension static final Stage stage = new Stage();

  @TempDir Path chart;

  @Test
  void anAutoscalerGoesUpAndDownWithTheLoadAndNobodyNotices() throws IOException {
    String autoscaler = Files.readString(AUTOSCALER);
    assertThat(Files.readString(PAGE)).contains(autoscaler);
    Model minilm = stage.model("minilm");
    minilm.declare(Manifests.model("minilm", Manifests.uri("MINILM_Q"), "1.0"));
    minilm.awaitSettled();
    List<String> recorded = minilm.recordedRevisions();
    stage.apply(autoscaler);

    try (Clients quiet = Clients.of(minilm, QUIET)) {
      try (Clients busy = Clients.of(minilm, BUSY)) {
        Patience.until("it asks for more pods", () -> wanted(minilm) > 1);
        Patience.until("more pods serve", () -> ready(minilm) > 1);
        minilm.awaitSettled();
        busy.noticedNothing();
      }
      Patience.until("it asks for one pod", () -> wanted(minilm) == 1);
      awaitSize(minilm, 1);
      quiet.noticedNothing();
    }
    assertThat(minilm.recordedRevisions()).isEqualTo(recorded);
  }

  @Test
  void kubectlScaleIsKeptByWhateverAppliesAManifestWithoutReplicas() throws IOException {
    String manifest = stumps("plain");
    Model plain = stage.model("plain");
    plain.declare(manifest);
    Model charted = stage.model("charted");
    writeChart();
    upgradeChart();
    plain.awaitSettled();
    charted.awaitSettled();
    List<String> first = plain.podUids();
    List<String> recorded = plain.recordedRevisions();

    stage.kubectl("scale", "md/plain", "--replicas=3");
    stage.kubectl("scale", "md/charted", "--replicas=2");
    awaitSize(plain, 3);
    awaitSize(charted, 2);

    List<String> pods = plain.podUids();
    assertThat(pods).as("the first pod goes on").containsAll(first);
    assertThat(plain.recordedRevisions()).isEqualTo(recorded);
    long generation = generation(plain);
    long chartedGeneration = generation(charted);

    // what Argo CD does by default: a three-way diff with what was applied last
    assertThat(onManifest(manifest, "diff")).isEmpty();
    assertThat(stage.apply(manifest)).contains(" unchanged");
    onManifest(manifest, "apply", "--server-side");
    assertThat(predictedSpec(manifest)).isEqualTo(spec(plain));
    upgradeChart();

    assertThat(annotations(charted)).contains("\"e2e.test/release\":\"2\"");
    assertThat(generation(plain)).isEqualTo(generation);
    assertThat(generation(charted)).isEqualTo(chartedGeneration);
    assertThat(wanted(plain)).isEqualTo(3);
    assertThat(wanted(charted)).isEqualTo(2);
    assertThat(plain.podUids()).isEqualTo(pods);
  }

  /** Its owner does not say how many. */
  private static String stumps(String name) {
    return Manifests.any(
        name,
        "uri: \"" + Manifests.uri("XGBOOST") + "\", format: XGBoost",
        "resources: {requests: {cpu: 50m, memory: 192Mi}, limits: {memory: 768Mi}}");
  }

  private void writeChart() throws IOException {
    Files.writeString(
        chart.resolve("Chart.yaml"),
        """
        apiVersion: v2
        name: charted
        version: 0.1.0
        """);
    Files.createDirectory(chart.resolve("templates"));
    Files.writeString(
        chart.resolve("templates/model.yaml"),
        stumps("charted")
            .replace(
                "metadata: {name: charted}",
                """
                metadata:
                  name: charted
                  annotations: {e2e.test/release: "{{ .Release.Revision }}"}"""));
  }

  private void upgradeChart() {
    Shell.run(
        "helm",
        "upgrade",
        "--install",
        "charted",
        chart.toString(),
        "--namespace",
        stage.namespace());
  }

  /**
   * What a server-side apply by Argo CD would make of it: with this it compares what is there,
   * where an Application asks for {@code ServerSideDiff}.
   */
  private static String predictedSpec(String manifest) {
    return onManifest(
        manifest,
        "apply",
        "--server-side",
        "--dry-run=server",
        "--field-manager=argocd-controller",
        "--force-conflicts",
        "--output=jsonpath={.spec}");
  }

  private static String onManifest(String manifest, String verb, String... flags) {
    String[] command = new String[flags.length + 6];
    System.arraycopy(
        new String[] {"kubectl", "-n", stage.namespace(), verb, "-f", "-"}, 0, command, 0, 6);
    System.arraycopy(flags, 0, command, 6, flags.length);
    return Shell.feed(manifest, command);
  }

  private static String spec(Model model) {
    return stage.kubectl("get", "md", model.name(), "--output=jsonpath={.spec}");
  }

  private static String annotations(Model model) {
    return stage.kubectl("get", "md", model.name(), "--output=jsonpath={.metadata.annotations}");
  }

  private static void awaitSize(Model model, int size) {
    Patience.until(
        model.name() + " has " + size + " pods",
        () -> ready(model) == size && model.pods().size() == size);
    model.awaitSettled();
  }

  private static int wanted(Model model) {
    return model.get().getSpec().replicas();
  }

  private static int ready(Model model) {
    return model.status().readyReplicas();
  }

  private static long generation(Model model) {
    return model.get().getMetadata().getGeneration();
  }
}
