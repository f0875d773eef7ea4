package dev.fairlead.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CrdFileTest {
  static final Path FILE = Path.of("modeldeployments.serving.fairlead.dev.yaml");
  private static final String HEADER =
      "# Generated from the API types: ./mvnw -pl crds test -Dcrd.update=true\n";

  static ObjectNode crd;

  @BeforeAll
  static void generate() throws Exception {
    crd = CrdDocument.generate();
  }

  @Test
  void theCommittedCrdIsCurrent() throws Exception {
    Generated.check(FILE, HEADER + Yaml.write(crd), "crd.update");
  }

  /** A chart can only read files of its own folder. */
  @Test
  void theChartsCopyIsCurrent() throws Exception {
    Generated.check(
        Path.of("../helm/fairlead/crds-generated").resolve(FILE),
        HEADER + Yaml.write(crd),
        "crd.update");
  }

  /** Client-side apply keeps the whole object in an annotation of at most 256 KiB. */
  @Test
  void theCrdFitsClientSideApply() throws Exception {
    assertThat(Yaml.write(crd).length()).isLessThan(200_000);
  }

  @Test
  void everyFieldHasADescription() {
    assertThat(Schema.byPath(Schema.root(crd)))
        .allSatisfy(
            (path, schema) -> {
              if (!path.endsWith("[]")) {
                assertThat(schema.path("description").asText()).as(path).isNotEmpty();
              }
            });
  }

  /** Without bounds the API server refuses rules as too expensive, and an object has no limit. */
  @Test
  void everyFieldHasABound() {
    assertThat(Schema.byPath(Schema.root(crd)))
        .allSatisfy((path, schema) -> assertThat(isBounded(path, schema)).as(path).isTrue());
  }

  /** What a list type is not said for is replaced as a whole, or merged, by accident. */
  @Test
  void everyListSaysHowItIsMerged() {
    assertThat(Schema.byPath(Schema.root(crd)))
        .allSatisfy(
            (path, schema) -> {
              if (schema.path("type").asText().equals("array")) {
                assertThat(schema.path("x-kubernetes-list-type").asText()).as(path).isNotEmpty();
              }
            });
  }

  @Test
  void rulesNameAFieldAndHaveAMessage() {
    assertThat(Schema.byPath(Schema.root(crd)))
        .allSatisfy(
            (path, schema) ->
                assertThat(schema.path("x-kubernetes-validations"))
                    .as(path)
                    .allSatisfy(
                        rule ->
                            assertThat(rule.path("message").asText())
                                .matches("(metadata.name|spec)\\b.*")));
  }

  /** A default that decides what a pod runs would, once changed, roll every model. */
  @Test
  void onlyReplicasAndStatusHaveADefault() {
    assertThat(Schema.byPath(Schema.root(crd)).entrySet())
        .filteredOn(entry -> entry.getValue().has("default"))
        .extracting(Map.Entry::getKey)
        .containsExactly("spec.replicas", "status");
  }

  private static boolean isBounded(String path, JsonNode schema) {
    return switch (schema.path("type").asText()) {
      case "string" -> schema.has("maxLength") || schema.has("enum") || schema.has("format");
      case "array" -> schema.has("maxItems");
      case "integer" ->
          schema.has("minimum") && (schema.has("maximum") || path.startsWith("status"));
      case "object" ->
          schema.has("properties")
              // what a model takes is for the model to say; the operator counts the bytes
              || path.equals("spec.rollout.verification.requests[].request")
              || (schema.has("maxProperties")
                  && isBoundedMapValue(schema.path("additionalProperties")));
      case "boolean", "number" -> true;
      // A number, a percentage or a quantity: what it may be is a rule.
      default -> schema.has("maxLength") && schema.has("x-kubernetes-validations");
    };
  }

  private static boolean isBoundedMapValue(JsonNode value) {
    return value.has("maxLength");
  }
}
