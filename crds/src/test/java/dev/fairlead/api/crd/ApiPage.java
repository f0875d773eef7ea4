package dev.fairlead.api.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The reference page of the API: every field with type, bounds and description.
 *
 * @param crd the CRD that it describes
 */
record ApiPage(ObjectNode crd) {
  private static final String INTRODUCTION =
      """
      # ModelDeployment
      <!-- Generated: ./mvnw -pl crds test -Ddocs.update=true -->

      `serving.fairlead.dev/v1alpha1`, kind `ModelDeployment`, short name `md`, namespaced; with the subresources `status` and `scale`.
      A field that is left out has the default that its description names; only `spec.replicas` is filled in by the API server.
      `kubectl explain md.spec.model` says the same. Examples: [`crds/samples/valid`](../../crds/samples/valid).

      """;

  String text() {
    ObjectNode root = Schema.root(crd);
    String nameRule = root.at("/x-kubernetes-validations/0/message").asText();
    var page = new StringBuilder(INTRODUCTION).append("- ").append(nameRule).append('\n');
    sections("spec", root.at("/properties/spec"), page);
    sections("status", root.at("/properties/status"), page);
    return page.toString();
  }

  private static void sections(String path, JsonNode schema, StringBuilder page) {
    page.append("\n## `%s`\n%s\n".formatted(path, schema.path("description").asText()))
        .append("\n| field | type | bounds | description |\n|---|---|---|---|\n");
    Set<String> required = Schema.strings(schema.path("required")).collect(Collectors.toSet());
    for (var field : schema.path("properties").properties()) {
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  field.getKey(),
                  type(field.getValue()),
                  String.join("; ", bounds(field.getValue(), required.contains(field.getKey()))),
                  field.getValue().path("description").asText().replace("|", "\\|")));
    }
    rules(schema, page);
    for (var field : schema.path("properties").properties()) {
      String below = path + "." + field.getKey();
      if (field.getValue().has("properties")) {
        sections(below, field.getValue(), page);
      } else if (field.getValue().path("items").has("properties")) {
        var items = (ObjectNode) field.getValue().get("items").deepCopy();
        items.set("description", field.getValue().get("description"));
        sections(below + "[]", items, page);
      }
    }
  }

  /** The rules of an object and of its fields. */
  private static void rules(JsonNode schema, StringBuilder page) {
    var messages =
        new ArrayList<>(schema.path("x-kubernetes-validations").findValuesAsText("message"));
    for (JsonNode field : schema.path("properties")) {
      if (!field.has("properties")) {
        messages.addAll(field.path("x-kubernetes-validations").findValuesAsText("message"));
      }
    }
    if (!messages.isEmpty()) {
      page.append("\nRules:\n");
      messages.forEach(message -> page.append("- ").append(message).append('\n'));
    }
  }

  private static String type(JsonNode schema) {
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      return "integer or string";
    }
    if (schema.has("additionalProperties")) {
      return "map of " + type(schema.get("additionalProperties"));
    }
    if (schema.has("items")) {
      return "list of " + type(schema.get("items"));
    }
    return schema.path("type").asText();
  }

  private static List<String> bounds(JsonNode schema, boolean required) {
    var bounds = new ArrayList<String>();
    if (required) {
      bounds.add("**required**");
    }
    if (schema.has("enum")) {
      bounds.add(
          Schema.strings(schema.get("enum"))
              .map(s -> "`" + s + "`")
              .collect(Collectors.joining(", ")));
    }
    range(schema, "minimum", "maximum", "", bounds);
    range(schema, "minLength", "maxLength", " characters", bounds);
    range(schema, "minItems", "maxItems", " entries", bounds);
    range(schema, "minProperties", "maxProperties", " entries", bounds);
    range(
        schema.path("additionalProperties"), "minLength", "maxLength", " characters each", bounds);
    range(schema.path("items"), "minLength", "maxLength", " characters each", bounds);
    range(schema.path("items"), "minimum", "maximum", " each", bounds);
    if (schema.has("pattern")) {
      bounds.add("`" + schema.get("pattern").asText().replace("|", "\\|") + "`");
    }
    if (schema.has("format")) {
      bounds.add(schema.get("format").asText());
    }
    if (schema.has("default")) {
      bounds.add("default " + schema.get("default"));
    }
    bounds.addAll(merging(schema));
    return bounds;
  }

  private static void range(
      JsonNode schema, String lower, String upper, String unit, List<String> bounds) {
    if (schema.has(lower) && schema.has(upper)) {
      bounds.add(schema.get(lower) + " to " + schema.get(upper) + unit);
    } else if (schema.has(upper)) {
      bounds.add("at most " + schema.get(upper) + unit);
    } else if (schema.has(lower)) {
      bounds.add("at least " + schema.get(lower) + unit);
    }
  }

  /** How server-side apply treats it. */
  private static List<String> merging(JsonNode schema) {
    return switch (schema.path("x-kubernetes-list-type").asText()) {
      case "map" ->
          List.of(
              "one entry per "
                  + Schema.strings(schema.get("x-kubernetes-list-map-keys"))
                      .map(key -> "`" + key + "`")
                      .collect(Collectors.joining(" and ")));
      case "set" -> List.of("no entry twice");
      default -> List.of();
    };
  }
}
