package dev.fairlead.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.api.v1alpha1.ModelDeployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be said of the samples without an API server; {@link SamplesIT} replays them. */
class SamplesTest {
  private static final KubernetesSerialization TYPES = new KubernetesSerialization();

  static ObjectNode crd;

  @BeforeAll
  static void generate() throws Exception {
    crd = CrdDocument.generate();
  }

  static List<Sample> valid() throws IOException {
    return Sample.in(Sample.VALID);
  }

  static List<Sample> invalid() throws IOException {
    return Sample.in(Sample.INVALID);
  }

  @ParameterizedTest
  @MethodSource("valid")
  void theTypesReadAndWriteASampleWithoutLoss(Sample sample) throws IOException {
    ModelDeployment read = TYPES.unmarshal(sample.text(), ModelDeployment.class);
    JsonNode written = TYPES.convertValue(read.getSpec(), JsonNode.class);
    assertThat(words(written)).isEqualTo(words(sample.tree().get("spec")));
  }

  @Test
  void everyFieldOfTheSpecIsInAValidSample() throws IOException {
    Set<String> unused = new TreeSet<>(Schema.byPath(Schema.root(crd)).keySet());
    unused.removeIf(path -> !path.startsWith("spec"));
    for (Sample sample : valid()) {
      collectPaths("spec", sample.tree().get("spec"), unused);
    }
    assertThat(unused).isEmpty();
  }

  @Test
  void everyRuleHasASampleThatBreaksIt() throws IOException {
    List<String> errors = invalid().stream().flatMap(sample -> sample.errors().stream()).toList();
    assertThat(Schema.byPath(Schema.root(crd)).values())
        .flatExtracting(
            schema -> schema.path("x-kubernetes-validations").findValuesAsText("message"))
        .allSatisfy(message -> assertThat(errors).anyMatch(message::contains));
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void anInvalidSampleNamesItsMessage(Sample sample) {
    assertThat(sample.errors()).isNotEmpty();
  }

  private static void collectPaths(String path, JsonNode node, Set<String> unused) {
    unused.remove(path);
    node.properties()
        .forEach(field -> collectPaths(path + "." + field.getKey(), field.getValue(), unused));
    if (node.isArray()) {
      node.forEach(item -> collectPaths(path + "[]", item, unused));
    }
  }

  /** Quantities may be numbers or text: compared as text. */
  private static String words(JsonNode tree) throws IOException {
    return Yaml.write(tree).replace("\"", "");
  }
}
