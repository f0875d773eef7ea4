package dev.fairlead.runtime.protocol.openai;

import dev.fairlead.runtime.protocol.Json;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What all bodies have in common: an object, with the model that is meant. Read in one pass: a tree
 * of a million token ids would be many times the body's size.
 */
final class OpenAiBody {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Parameters of one value; others that are not known are left alone. */
  private static final Set<String> SMALL =
      Set.of(
          "model", "user", "encoding_format", "dimensions", "query", "top_n", "return_documents");

  private OpenAiBody() {}

  /** Reads a value that may be large. */
  @FunctionalInterface
  interface Large {
    /** From its first token to its last. */
    void read(JsonParser json) throws OpenAiError;
  }

  /**
   * Reads it.
   *
   * @param name of the parameter that may be large
   * @param large reads that; not called where it is left out
   * @return the other parameters; of those that may not be arrays or objects, these are empty
   * @throws OpenAiError if it is no such object
   */
  static JsonNode read(byte[] body, String name, Large large) throws OpenAiError {
    ObjectNode request;
    try (JsonParser json = Json.parser(body, 0, body.length)) {
      request = fields(json, name, large);
    } catch (JacksonException e) {
      throw invalid(Json.message(e));
    }
    if (!request.path("model").isString()) {
      throw new OpenAiError("you must provide a model parameter", "model");
    }
    if (request.hasNonNull("user") && !request.path("user").isString()) {
      throw new OpenAiError("user must be a string", "user");
    }
    return request;
  }

  private static ObjectNode fields(JsonParser json, String name, Large large) throws OpenAiError {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new OpenAiError("the body must be a JSON object", null);
    }
    ObjectNode fields = NODES.objectNode();
    var seen = new HashSet<String>();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String field = json.currentName();
      json.nextToken();
      boolean isLarge = field.equals(name);
      if (!isLarge && !SMALL.contains(field)) {
        json.skipChildren();
        continue;
      }
      if (!seen.add(field)) {
        throw invalid("it has '%s' twice".formatted(field));
      }
      if (isLarge) {
        large.read(json);
      } else {
        fields.set(field, small(json));
      }
    }
    if (json.nextToken() != null) {
      throw invalid("it goes on after the end of its object");
    }
    return fields;
  }

  private static JsonNode small(JsonParser json) {
    return switch (json.currentToken()) {
      case VALUE_STRING -> NODES.stringNode(json.getString());
      case VALUE_NUMBER_INT -> NODES.numberNode(json.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(json.getDoubleValue());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      default -> {
        json.skipChildren();
        yield NODES.arrayNode();
      }
    };
  }

  private static OpenAiError invalid(String why) {
    return new OpenAiError("the body is not valid JSON: " + why, null);
  }
}
