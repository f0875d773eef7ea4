package dev.fairlead.chart;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The reference page of the values.
 *
 * @param values what it describes
 */
record ValuesPage(Values values) {
  static final String COMMAND = "./mvnw -pl helm -am test -Ddocs.update=true";
  private static final String INTRODUCTION =
      """
      # Values of the chart
      <!-- Generated: %s -->

      `helm show values helm/fairlead` prints the same. A value that does not exist, or that has the wrong type, is refused before anything is installed.

      | value | type | default | description |
      |---|---|---|---|
      """
          .formatted(COMMAND);

  String text() {
    return values.all().stream()
        .map(
            value ->
                "| `%s` | %s | `%s` | %s |\n"
                    .formatted(
                        value.path(),
                        type(value.schema()),
                        value.standard(),
                        value.description().replace("|", "\\|")))
        .collect(Collectors.joining("", INTRODUCTION, ""));
  }

  private String type(Map<?, ?> schema) {
    if (schema.get("enum") instanceof List<?> words) {
      return words.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
    }
    if (schema.get("items") instanceof Map<?, ?> items) {
      return "list of " + plural(values.resolved(items));
    }
    if (schema.get("additionalProperties") instanceof Map<?, ?> items) {
      return "map of " + plural(values.resolved(items));
    }
    if (schema.containsKey("minimum")) {
      return "%s, %s to %s"
          .formatted(schema.get("type"), schema.get("minimum"), schema.get("maximum"));
    }
    return String.valueOf(schema.get("type"));
  }

  private String plural(Map<?, ?> schema) {
    return schema.get("type") instanceof List<?> types
        ? types.stream().map(type -> type + "s").collect(Collectors.joining(" or "))
        : type(schema) + "s";
  }
}
