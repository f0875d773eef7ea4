package dev.fairlead.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The chart's values as {@code values.yaml} and {@code values.schema.json} have them.
 *
 * @param text values.yaml
 * @param defaults values.yaml as a tree
 * @param schema values.schema.json as a tree
 */
record Values(String text, Map<String, Object> defaults, Map<String, Object> schema) {
  private static final Pattern LINE = Pattern.compile("( *)(?:# (?<comment>.*)|(?<key>\\w+):.*)?");

  /**
   * One value.
   *
   * @param path such as {@code image.registry}
   * @param standard its default, as JSON
   * @param schema what it may be, references resolved
   * @param description from the schema; empty if there is none
   */
  record Value(String path, String standard, Map<?, ?> schema, String description) {}

  static Values ofTheChart() {
    try {
      String values = Files.readString(Path.of(Helm.CHART, "values.yaml"));
      String schema = Files.readString(Path.of(Helm.CHART, "values.schema.json"));
      return new Values(values, Helm.tree(values), Helm.tree(schema));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Every value of values.yaml, in its order. */
  List<Value> all() {
    var all = new ArrayList<Value>();
    collect("", defaults, schema, all);
    return all;
  }

  private void collect(String prefix, Map<?, ?> values, Map<?, ?> group, List<Value> all) {
    values.forEach(
        (key, value) -> {
          String path = prefix + key;
          Map<?, ?> declared = child(group, "properties", key.toString());
          Map<?, ?> resolved = resolved(declared);
          if (value instanceof Map<?, ?> below
              && !below.isEmpty()
              && resolved.containsKey("properties")) {
            collect(path + ".", below, resolved, all);
          } else {
            all.add(new Value(path, Helm.json(value), resolved, description(declared)));
          }
        });
  }

  /** By path: the comment above each key of values.yaml that has one. */
  Map<String, String> comments() {
    var comments = new LinkedHashMap<String, String>();
    var keys = new TreeMap<Integer, String>();
    var comment = new ArrayList<String>();
    for (String line : text.lines().toList()) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new AssertionError("neither a comment nor a key: " + line);
      }
      if (matcher.group("comment") != null) {
        comment.add(matcher.group("comment"));
        continue;
      }
      if (matcher.group("key") != null) {
        int depth = matcher.group(1).length();
        keys.tailMap(depth, true).clear();
        keys.put(depth, matcher.group("key"));
        if (!comment.isEmpty()) {
          comments.put(String.join(".", keys.values()), String.join(" ", comment));
        }
      }
      comment.clear();
    }
    return comments;
  }

  /** What the schema says about a path; empty if nothing. */
  String description(String path) {
    Map<?, ?> declared = schema;
    for (String key : path.split("\\.", -1)) {
      declared = child(resolved(declared), "properties", key);
    }
    return description(declared);
  }

  /** Follows {@code $ref}. */
  Map<?, ?> resolved(Map<?, ?> declared) {
    return declared.get("$ref") instanceof String reference
        ? child(schema, "definitions", reference.replace("#/definitions/", ""))
        : declared;
  }

  private static String description(Map<?, ?> declared) {
    return declared.get("description") instanceof String description ? description : "";
  }

  private static Map<?, ?> child(Map<?, ?> parent, String group, String name) {
    return parent.get(group) instanceof Map<?, ?> members
            && members.get(name) instanceof Map<?, ?> child
        ? child
        : Map.of();
  }
}
