package dev.fairlead.api.crd;

import static java.util.Comparator.comparingInt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;

/** The hand-written part of the schema, {@code schema-rules.yaml}. */
record SchemaRules(ObjectNode rules) {
  /** Merges the rules into the schema; fails on a rule that nothing matches. */
  void apply(ObjectNode root) {
    Set<String> unused = new TreeSet<>();
    rules.fieldNames().forEachRemaining(unused::add);
    Schema.byPath(root)
        .forEach(
            (path, schema) ->
                rules.properties().stream()
                    .filter(rule -> matches(rule.getKey(), path))
                    .sorted(comparingInt(rule -> rule.getKey().length()))
                    .forEach(
                        rule -> {
                          unused.remove(rule.getKey());
                          schema.setAll((ObjectNode) rule.getValue().deepCopy());
                        }));
    if (!unused.isEmpty()) {
      throw new IllegalStateException(
          "schema-rules.yaml: these match no field, remove or correct them: " + unused);
    }
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
