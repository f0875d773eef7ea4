package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.testsupport.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands in the samples folder is what a GitOps controller may apply for ever. */
class SamplesStory {
  private static final Path SAMPLES = Path.of("../crds/samples/valid");

  @RegisterExtension static final Stage stage = new Stage();

  @AfterEach
  void clear() {
    stage.kubectl("delete", "resourcequota", "--all");
    stage.clear();
  }

  @Test
  void everySampleIsTakenAsItIsAndStaysAsItIs() throws IOException {
    // their models are elsewhere and their sizes are for bigger clusters: no pod of them runs here
    stage.kubectl("create", "quota", "no-pods", "--hard=pods=0");
    try (Stream<Path> samples = Files.list(SAMPLES)) {
      samples.sorted().forEach(file -> isTakenAsItIs(read(file)));
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
    Map<String, String> manifests =
        Stream.of(samples.split(" "))
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    sample ->
                        read(SAMPLES.resolve(sample + ".yaml"))
                            .replaceFirst("uri: .*", "uri: " + Manifests.uri("MINILM_Q"))));
    manifests.values().forEach(SamplesStory::isTakenAsItIs);

    manifests.keySet().forEach(sample -> stage.model(sample).awaitSettled());

    manifests.values().forEach(SamplesStory::isTakenAsItIs);
  }

  private static void isTakenAsItIs(String manifest) {
    stage.apply(manifest);
    List<Long> before = generations();

    assertThat(Shell.feed(manifest, "kubectl", "-n", stage.namespace(), "diff", "-f", "-"))
        .isEmpty();
    assertThat(stage.apply(manifest)).contains(" unchanged");
    assertThat(
            Shell.feed(
                manifest,
                "kubectl",
                "-n",
                stage.namespace(),
                "apply",
                "--server-side",
                "--dry-run=server",
                "--field-manager=gitops",
                "-f",
                "-"))
        .contains("serverside-applied");
    assertThat(generations()).isEqualTo(before);
  }

  private static List<Long> generations() {
    return stage
        .client()
        .resources(ModelDeployment.class)
        .inNamespace(stage.namespace())
        .list()
        .getItems()
        .stream()
        .map(md -> md.getMetadata().getGeneration())
        .toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
