package dev.fairlead.operator.rollout.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/**
 * All the golden requests of a version.
 *
 * @param requests in the order in which they are sent
 */
public record GoldenSet(List<Golden> requests) {
  public GoldenSet {
    requests = List.copyOf(requests);
  }

  /**
   * {@code sha256:…} of what is asked and expected: the same for the same meaning, whatever the
   * order of keys and the white space; so that who reads that a version was verified knows by what.
   */
  public String digest() {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    requests.forEach(golden -> all.add(tree(golden)));
    byte[] bytes = sorted(all).toString().getBytes(StandardCharsets.UTF_8);
    return "sha256:" + HexFormat.of().formatHex(sha256().digest(bytes));
  }

  private static ObjectNode tree(Golden golden) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("name", golden.name());
    tree.set("request", golden.request());
    tree.put("absolute", golden.tolerance().absolute());
    tree.put("relative", golden.tolerance().relative());
    ArrayNode expect = tree.putArray("expect");
    golden
        .expect()
        .forEach(each -> expect.addObject().put("output", each.output()).set("data", each.data()));
    return tree;
  }

  private static JsonNode sorted(JsonNode node) {
    if (node.isObject()) {
      var fields = new TreeMap<String, JsonNode>();
      node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      fields.forEach(object::set);
      return object;
    }
    if (node.isArray()) {
      ArrayNode items = JsonNodeFactory.instance.arrayNode();
      node.forEach(item -> items.add(sorted(item)));
      return items;
    }
    return node;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
