package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.testsupport.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands in the samples folder is what a GitOps controller may apply for ever. */
class SamplesStory {
  private static final Path SAMPLES = Path.of("../crds/samples/valid");

  @RegisterExtension static final Stage stage = new Stage();

  @BeforeEach
  void givenNobodyElse() {
    stage.kubectl("delete", "resourcequota", "--all");
    stage.clear();
  }

  @Test
  void everySampleIsTakenAsItIsAndStaysAsItIs() throws IOException {
    // their models are elsewhere and their sizes are for bigger clusters: no pod of them runs here
    stage.kubectl("create", "quota", "no-pods", "--hard=pods=0");
    try (Stream<Path> samples = Files.list(SAMPLES)) {
      areTakenAsTheyAre(samples.sorted().map(SamplesStory::read).toList());
    }
  }

  /** As many together as the nodes have room for. */
  static List<String> batches() {
    return Sample.today()
        .of(List.of("minimal env pod-metadata refresh", "embedding rolling-in-place"), 2);
  }

  @ParameterizedTest
  @MethodSource("batches")
  void thoseThatFitTheTestClusterBecomeReadyAndStayAsTheyAre(String samples) {
    List<String> names = List.of(samples.split(" "));
    List<String> manifests =
        names.stream()
            .map(
                name ->
                    read(SAMPLES.resolve(name + ".yaml"))
                        .replaceFirst("uri: .*", "uri: " + Manifests.uri("MINILM_Q")))
            .toList();
    areTakenAsTheyAre(manifests);

    names.forEach(name -> stage.model(name).awaitSettled());

    areTakenAsTheyAre(manifests);
  }

  /** All in one file, which takes a tenth of the time of one after the other. */
  private static void areTakenAsTheyAre(List<String> manifests) {
    String file = String.join("---\n", manifests);
    stage.apply(file);
    Patience.until(
        "the operator has looked at all of them",
        () ->
            models().stream()
                .allMatch(
                    md ->
                        md.getMetadata()
                            .getGeneration()
                            .equals(md.getStatus().observedGeneration())));
    List<Long> before = generations();

    assertThat(Shell.feed(file, "kubectl", "-n", stage.namespace(), "diff", "-f", "-")).isEmpty();
    assertThat(told(stage.apply(file)))
        .hasSameSizeAs(manifests)
        .allMatch(line -> line.endsWith(" unchanged"));
    assertThat(
            told(
                Shell.feed(
                    file,
                    "kubectl",
                    "-n",
                    stage.namespace(),
                    "apply",
                    "--server-side",
                    "--dry-run=server",
                    "--field-manager=gitops",
                    "-f",
                    "-")))
        .hasSameSizeAs(manifests)
        .allMatch(line -> line.contains(" serverside-applied"));
    assertThat(generations()).hasSameSizeAs(manifests).isEqualTo(before);
  }

  /** A line for each resource. */
  private static List<String> told(String output) {
    return output.lines().filter(line -> line.startsWith("modeldeployment")).toList();
  }

  private static List<Long> generations() {
    return models().stream().map(md -> md.getMetadata().getGeneration()).toList();
  }

  private static List<ModelDeployment> models() {
    return stage
        .client()
        .resources(ModelDeployment.class)
        .inNamespace(stage.namespace())
        .list()
        .getItems();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
