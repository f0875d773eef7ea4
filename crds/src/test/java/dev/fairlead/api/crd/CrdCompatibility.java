package dev.fairlead.api.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * Compares a CRD with a released one. What users stored and what they keep in Git must stay valid
 * and mean the same: fields may come, bounds may widen, nothing may go or tighten.
 */
final class CrdCompatibility {
  private static final List<String> UPPER_BOUNDS =
      List.of("maxLength", "maxItems", "maxProperties", "maximum");
  private static final List<String> LOWER_BOUNDS =
      List.of("minLength", "minItems", "minProperties", "minimum");
  private static final List<String> FIXED =
      List.of(
          "type",
          "pattern",
          "format",
          "default",
          "x-kubernetes-int-or-string",
          "x-kubernetes-list-type",
          "x-kubernetes-list-map-keys",
          "x-kubernetes-map-type",
          "x-kubernetes-preserve-unknown-fields");

  private final List<String> breaks = new ArrayList<>();

  private CrdCompatibility() {}

  /** What breaks, one sentence each; empty if the new CRD is compatible. */
  static List<String> breaks(ObjectNode released, ObjectNode now) {
    var comparison = new CrdCompatibility();
    comparison.compareResource(released.get("spec"), now.get("spec"));
    return List.copyOf(comparison.breaks);
  }

  private void compareResource(JsonNode released, JsonNode now) {
    for (String field : List.of("group", "scope")) {
      same(field, released.get(field), now.get(field));
    }
    same("names.kind", released.at("/names/kind"), now.at("/names/kind"));
    same("names.plural", released.at("/names/plural"), now.at("/names/plural"));
    for (JsonNode version : released.get("versions")) {
      String name = version.get("name").asText();
      now.get("versions")
          .valueStream()
          .filter(v -> v.get("name").asText().equals(name) && v.get("served").asBoolean())
          .findFirst()
          .ifPresentOrElse(
              v -> compareVersion(name, version, v), () -> breaks.add(name + " is not served"));
    }
  }

  private void compareVersion(String name, JsonNode released, JsonNode now) {
    for (var subresource : released.path("subresources").properties()) {
      same(
          name + " subresource " + subresource.getKey(),
          subresource.getValue(),
          now.path("subresources").get(subresource.getKey()));
    }
    compareSchema("", released.at("/schema/openAPIV3Schema"), now.at("/schema/openAPIV3Schema"));
  }

  private void compareSchema(String path, JsonNode released, JsonNode now) {
    FIXED.forEach(key -> same(path + " " + key, released.get(key), now.get(key)));
    UPPER_BOUNDS.forEach(key -> bound(path, key, released, now, (was, is) -> is < was));
    LOWER_BOUNDS.forEach(key -> bound(path, key, released, now, (was, is) -> is > was));
    enumeration(path, released.get("enum"), now.get("enum"));
    added(path, "is required now", released.path("required"), now.path("required"));
    added(path, "has a new rule", rules(released), rules(now));
    for (var field : released.path("properties").properties()) {
      JsonNode is = now.path("properties").get(field.getKey());
      String fieldPath = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
      if (is == null) {
        breaks.add(fieldPath + " is gone");
      } else {
        compareSchema(fieldPath, field.getValue(), is);
      }
    }
    for (var nested : Map.of("items", "[]", "additionalProperties", "{}").entrySet()) {
      if (released.has(nested.getKey()) && now.has(nested.getKey())) {
        compareSchema(
            path + nested.getValue(), released.get(nested.getKey()), now.get(nested.getKey()));
      }
    }
  }

  private void same(String what, JsonNode released, JsonNode now) {
    if (!String.valueOf(released).equals(String.valueOf(now))) {
      breaks.add(what.strip() + " was " + released + " and is " + now);
    }
  }

  private void bound(
      String path, String key, JsonNode released, JsonNode now, BiPredicate<Long, Long> tighter) {
    if (!now.has(key)) {
      return;
    }
    if (!released.has(key)) {
      breaks.add(path + " has a new " + key + ", " + now.get(key));
    } else if (tighter.test(released.get(key).asLong(), now.get(key).asLong())) {
      same(path + " " + key, released.get(key), now.get(key));
    }
  }

  private void enumeration(String path, JsonNode released, JsonNode now) {
    if (released == null && now != null) {
      breaks.add(path + " has a new enum, " + now);
    } else if (released != null && now != null) {
      released
          .valueStream()
          .filter(value -> now.valueStream().noneMatch(value::equals))
          .forEach(value -> breaks.add(path + " no longer takes " + value.asText()));
    }
  }

  private void added(String path, String what, JsonNode released, JsonNode now) {
    var before = Schema.strings(released).collect(Collectors.toSet());
    Schema.strings(now)
        .filter(value -> !before.contains(value))
        .forEach(value -> breaks.add((path + " " + what + ": " + value).strip()));
  }

  private static JsonNode rules(JsonNode schema) {
    var rules = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.arrayNode();
    schema.path("x-kubernetes-validations").forEach(rule -> rules.add(rule.path("rule")));
    return rules;
  }
}
