package dev.fairlead.api.crd;

import static java.util.Comparator.comparingInt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The hand-written part of the schema, {@code schema-rules.yaml}. */
record SchemaRules(ObjectNode rules) {
  /** Merges the rules into the schema; fails on one that nothing matches or that contradicts it. */
  void apply(ObjectNode root) {
    Set<String> unused = new TreeSet<>();
    Set<String> contradictions = new TreeSet<>();
    rules.fieldNames().forEachRemaining(unused::add);
    Schema.byPath(root)
        .forEach(
            (path, schema) -> {
              ObjectNode annotated = schema.deepCopy();
              rules.properties().stream()
                  .filter(rule -> matches(rule.getKey(), path))
                  .sorted(comparingInt(rule -> rule.getKey().length()))
                  .forEach(
                      rule -> {
                        unused.remove(rule.getKey());
                        contradictions.addAll(contradictions(path, annotated, rule));
                        schema.setAll((ObjectNode) rule.getValue().deepCopy());
                      });
            });
    if (!unused.isEmpty()) {
      throw new IllegalStateException(
          "schema-rules.yaml: these match no field, remove or correct them: " + unused);
    }
    if (!contradictions.isEmpty()) {
      throw new IllegalStateException(
          "schema-rules.yaml: these take back what annotations say: " + contradictions);
    }
  }

  private static List<String> contradictions(
      String path, ObjectNode annotated, Map.Entry<String, JsonNode> rule) {
    return rule.getValue().properties().stream()
        // items and the like are only made narrower
        .filter(said -> annotated.path(said.getKey()).isValueNode())
        .filter(said -> !annotated.get(said.getKey()).equals(said.getValue()))
        .map(said -> "%s of %s by %s".formatted(said.getKey(), path, rule.getKey()))
        .toList();
  }

  private static boolean matches(String rule, String path) {
    if (rule.startsWith("/")) {
      return rule.substring(1).equals(path);
    }
    return rule.equals(path)
        || (path.endsWith(rule)
            && (rule.startsWith("[") || path.charAt(path.length() - rule.length() - 1) == '.'));
  }
}
