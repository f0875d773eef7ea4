package dev.fairlead.operator.rollout.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.fairlead.api.v1alpha1.GoldenRequestSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads golden requests as {@code spec.rollout.verification} has them, or a file of that form. */
public final class Goldens {
  /** In a file. */
  static final int MOST = 256;

  private static final int MOST_NAME = 63;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private Goldens() {}

  /**
   * Of the spec.
   *
   * @throws IllegalArgumentException with the place in it and the cure
   */
  public static GoldenSet of(List<GoldenRequestSpec> requests) {
    return read(JSON.valueToTree(requests));
  }

  /**
   * Of a file: a list, as YAML or JSON.
   *
   * @throws IllegalArgumentException with the place in it and the cure
   */
  public static GoldenSet parse(String file) {
    try {
      return read(YAML.readTree(file));
    } catch (JsonProcessingException e) {
      // only where, not what: the status may be read by more people than the file
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new IllegalArgumentException("it is not YAML, at line " + line, e);
    }
  }

  private static GoldenSet read(JsonNode list) {
    if (!list.isArray() || list.isEmpty() || list.size() > MOST) {
      throw new IllegalArgumentException("it must be a list of 1 to %d requests".formatted(MOST));
    }
    var requests = new ArrayList<Golden>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      Golden golden = golden("requests[%d]".formatted(i), list.get(i));
      if (!names.add(golden.name())) {
        throw new IllegalArgumentException(
            "requests[%d]: the name %s is there twice".formatted(i, golden.name()));
      }
      requests.add(golden);
    }
    return new GoldenSet(requests);
  }

  private static Golden golden(String place, JsonNode node) {
    knows(place, node, Set.of("name", "request", "expect", "tolerance"));
    String name = node.path("name").asText();
    if (name.isEmpty() || name.length() > MOST_NAME) {
      throw wrong(place, "name must have 1 to %d characters".formatted(MOST_NAME));
    }
    if (!node.path("request").isObject()) {
      throw wrong(place, "request must be the body of an inference request");
    }
    JsonNode expect = node.path("expect");
    if (!expect.isArray() || expect.isEmpty()) {
      throw wrong(place, "expect must be a list of outputs");
    }
    var expectations = new ArrayList<Expectation>();
    for (int i = 0; i < expect.size(); i++) {
      expectations.add(expectation("%s.expect[%d]".formatted(place, i), expect.get(i)));
    }
    return new Golden(
        name, node.get("request"), expectations, tolerance(place, node.path("tolerance")));
  }

  private static Expectation expectation(String place, JsonNode node) {
    knows(place, node, Set.of("output", "data", "label"));
    String output = node.path("output").asText();
    JsonNode data = node.path("data");
    JsonNode label = node.path("label");
    if (output.isEmpty()) {
      throw wrong(place, "output must be the name of an output");
    }
    if (data.isMissingNode() == label.isMissingNode()) {
      throw wrong(place, "give either data or label");
    }
    if (data.isArray()) {
      return new Expectation(output, data);
    }
    if (!label.isTextual()) {
      throw wrong(place, "data must be a list, label a text");
    }
    ArrayNode only = JsonNodeFactory.instance.arrayNode().add(label.asText());
    return new Expectation(output, only);
  }

  private static Tolerance tolerance(String place, JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return Tolerance.DEFAULT;
    }
    knows(place + ".tolerance", node, Set.of("absolute", "relative"));
    return new Tolerance(
        number(place, node.path("absolute"), Tolerance.DEFAULT.absolute()),
        number(place, node.path("relative"), Tolerance.DEFAULT.relative()));
  }

  private static double number(String place, JsonNode node, double otherwise) {
    if (node.isMissingNode() || node.isNull()) {
      return otherwise;
    }
    try {
      double number = Double.parseDouble(node.asText());
      if (number >= 0 && Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, in the same words as a number that is out of range
    }
    throw wrong(place, "a tolerance must be a number of at least 0, such as 1e-3");
  }

  private static void knows(String place, JsonNode node, Set<String> fields) {
    if (!node.isObject()) {
      throw wrong(place, "it must have fields");
    }
    node.properties().stream()
        .filter(field -> !fields.contains(field.getKey()))
        .findFirst()
        .ifPresent(
            field -> {
              throw wrong(place, "nobody knows the field " + field.getKey());
            });
  }

  private static IllegalArgumentException wrong(String place, String what) {
    return new IllegalArgumentException(place + ": " + what);
  }
}
