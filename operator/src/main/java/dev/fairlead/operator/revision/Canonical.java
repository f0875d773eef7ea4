package dev.fairlead.operator.revision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.api.v1alpha1.ModelDeploymentSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * One form for equal meaning: keys sorted, quantities by value, and whatever is empty left out. A
 * field that an older operator did not know is absent there and, while unset, absent here.
 */
final class Canonical {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Set<String> DECLARED =
      Set.of("model", "runtime", "resources", "template", "refresh");

  private Canonical() {}

  static JsonNode fields(ModelDeploymentSpec spec) {
    ObjectNode fields = MAPPER.valueToTree(spec);
    fields.retain(DECLARED);
    // what is asked of a reference changes nothing of what it stands for
    if (fields.path("model") instanceof ObjectNode model) {
      model.remove("pinning");
      model.remove("track");
    }
    quantities(fields.path("model"), List.of("storage"));
    quantities(fields.path("runtime"), List.of("sharedMemory"));
    for (String kind : List.of("requests", "limits")) {
      JsonNode amounts = fields.path("resources").path(kind);
      quantities(amounts, amounts.properties().stream().map(e -> e.getKey()).toList());
    }
    emptyValues(fields.path("runtime").path("env"));
    return canonical(fields);
  }

  /** A tree that is canonical stays as it is. */
  static JsonNode canonical(JsonNode node) {
    if (node.isObject()) {
      var fields = new TreeMap<String, JsonNode>();
      node.properties().forEach(field -> fields.put(field.getKey(), canonical(field.getValue())));
      fields.values().removeIf(Canonical::isEmpty);
      ObjectNode sorted = JsonNodeFactory.instance.objectNode();
      fields.forEach(sorted::set);
      return sorted;
    }
    if (node.isArray()) {
      ArrayNode items = JsonNodeFactory.instance.arrayNode();
      node.forEach(item -> items.add(canonical(item)));
      return items;
    }
    // one number, one node, whether it was read from a record or taken from a spec
    return node.isIntegralNumber() ? JsonNodeFactory.instance.numberNode(node.longValue()) : node;
  }

  private static void quantities(JsonNode parent, List<String> keys) {
    if (parent instanceof ObjectNode object) {
      for (String key : keys) {
        JsonNode value = object.get(key);
        if (value != null && value.isValueNode() && !value.isNull()) {
          var amount = Quantity.parse(value.asText()).getNumericalAmount();
          object.put(key, amount.stripTrailingZeros().toPlainString());
        }
      }
    }
  }

  /** For a container, an empty variable and one without a value are the same. */
  private static void emptyValues(JsonNode env) {
    for (JsonNode variable : env) {
      if (variable instanceof ObjectNode object && object.path("value").asText().isEmpty()) {
        object.remove("value");
      }
    }
  }

  private static boolean isEmpty(JsonNode value) {
    return value.isNull() || (value.isContainerNode() && value.isEmpty());
  }

  /** The bytes that a hash is taken of. */
  static byte[] bytes(JsonNode canonical) {
    try {
      return MAPPER.writeValueAsBytes(canonical);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree cannot fail to be written", e);
    }
  }
}
