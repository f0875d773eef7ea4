package dev.fairlead.api.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Walks an OpenAPI schema. */
final class Schema {
  private Schema() {}

  /** The schema of the only version of a CRD. */
  static ObjectNode root(JsonNode crd) {
    return (ObjectNode) crd.at("/spec/versions/0/schema/openAPIV3Schema");
  }

  /**
   * Every schema by its path: {@code ""} is the root, {@code spec.runtime.env[].name} a field of
   * the items of a list. Values of maps have no path of their own.
   */
  static Map<String, ObjectNode> byPath(ObjectNode root) {
    var all = new TreeMap<String, ObjectNode>();
    collect("", root, all);
    return all;
  }

  /** The strings in an array; none if there is no array. */
  static Stream<String> strings(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText);
  }

  private static void collect(String path, ObjectNode schema, Map<String, ObjectNode> all) {
    all.put(path, schema);
    for (var field : schema.path("properties").properties()) {
      collect(
          path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
          (ObjectNode) field.getValue(),
          all);
    }
    if (schema.get("items") instanceof ObjectNode items) {
      collect(path + "[]", items, all);
    }
  }
}
