package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.fairlead.operator.Scene;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Revisions as version 0.1 of the operator records them, in {@code revisions-0.1.yaml}. That file
 * never changes: where these tests fail, an upgrade of the operator would restart every model.
 */
class RecordedRevisionsTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  static List<JsonNode> released() throws IOException {
    try (InputStream file = RecordedRevisionsTest.class.getResourceAsStream("revisions-0.1.yaml");
        MappingIterator<JsonNode> documents =
            YAML.readerFor(JsonNode.class).readValues(Objects.requireNonNull(file))) {
      return documents.readAll();
    }
  }

  @ParameterizedTest
  @MethodSource("released")
  void anUnchangedSpecIsTheRecordedRevisionWithItsRecordedTemplate(JsonNode released)
      throws IOException {
    String name = released.path("name").asText();
    Scene scene =
        Scene.of(YAML.writeValueAsString(released.path("spec")))
            .recorded(record(name, released.path("declared"), released.path("image").asText()))
            .defaultImage("registry.test/fairlead/runtime-onnx:2");

    Plan plan = scene.plan();

    assertThat(plan.targetName()).isEqualTo(name);
    assertThat(plan.apply())
        .filteredOn(Deployment.class::isInstance)
        .map(Deployment.class::cast)
        .singleElement()
        .satisfies(
            d ->
                assertThat(d.getSpec().getTemplate().getMetadata().getAnnotations())
                    .containsExactly(Map.entry("rendered-by", "an older operator")));
  }

  @ParameterizedTest
  @MethodSource("released")
  void aLostRecordIsKnownByItsName(JsonNode released) throws IOException {
    Scene scene =
        Scene.of(YAML.writeValueAsString(released.path("spec")))
            .defaultImage(released.path("image").asText());
    assertThat(scene.plan().targetName()).isEqualTo(released.path("name").asText());
  }

  private static ControllerRevision record(String name, JsonNode declared, String image) {
    Map<String, Object> template =
        Map.of(
            "metadata", Map.of("annotations", Map.of("rendered-by", "an older operator")),
            "spec", Map.of("containers", List.of(Map.of("name", "server", "image", image))));
    return new ControllerRevisionBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withRevision(1L)
        .withData(
            Map.of(
                "declared",
                YAML.convertValue(declared, Object.class),
                "image",
                image,
                "template",
                template))
        .build();
  }
}
