package dev.fairlead.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.protocol.Problem;
import dev.fairlead.runtime.tensor.Datatype;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The description against the code; that the paths are served is tested with a server. */
class OpenApiTest {
  private static final JsonNode DOCUMENT = new JsonMapper().readTree(OpenApi.document());

  @Test
  void everyReferenceLeadsSomewhereAndEverythingIsReferredTo() {
    Set<String> wanted = new TreeSet<>();
    for (JsonNode reference : DOCUMENT.findValues("$ref")) {
      wanted.add(reference.asString());
    }
    Set<String> there = new TreeSet<>();
    for (String kind : DOCUMENT.path("components").propertyNames()) {
      for (String name : DOCUMENT.path("components").path(kind).propertyNames()) {
        there.add("#/components/" + kind + "/" + name);
      }
    }

    assertThat(wanted).isEqualTo(there);
  }

  @Test
  void operationsHaveNamesOfTheirOwn() {
    List<String> names =
        DOCUMENT.findValues("operationId").stream().map(JsonNode::asString).toList();

    assertThat(new HashSet<>(names)).hasSameSizeAs(names).hasSize(20);
  }

  @Test
  void datatypesAndErrorsAreThoseOfTheCode() {
    JsonNode schemas = DOCUMENT.path("components").path("schemas");

    assertThat(texts(schemas.path("Datatype").path("enum")))
        .containsExactlyElementsOf(Arrays.stream(Datatype.values()).map(Datatype::name).toList());
    assertThat(
            texts(
                schemas
                    .path("OpenAiError")
                    .path("properties")
                    .path("error")
                    .path("properties")
                    .path("type")
                    .path("enum")))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Problem.values())
                .map(Problem::openai)
                .filter(type -> !type.isEmpty())
                .distinct()
                .toList());
  }

  @Test
  void statusesAreThoseOfTheTableOfProblems() {
    Set<String> known = new TreeSet<>(Set.of("200"));
    Arrays.stream(Problem.values()).forEach(p -> known.add(Integer.toString(p.http())));

    for (JsonNode responses : DOCUMENT.path("paths").findValues("responses")) {
      assertThat(known).containsAll(responses.propertyNames());
    }
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }
}
