package dev.fairlead.runtime.protocol.openai;

import dev.fairlead.runtime.protocol.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What all bodies have in common: an object, with the model that is meant. */
final class OpenAiBody {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(Json.FACTORY)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private OpenAiBody() {}

  /**
   * Reads it.
   *
   * @throws OpenAiError if it is no such object
   */
  static JsonNode read(byte[] body) throws OpenAiError {
    JsonNode request;
    try {
      request = MAPPER.readTree(body);
    } catch (JacksonException e) {
      throw new OpenAiError("the body is not valid JSON: " + Json.message(e), null);
    }
    if (!request.isObject()) {
      throw new OpenAiError("the body must be a JSON object", null);
    }
    if (!request.path("model").isString()) {
      throw new OpenAiError("you must provide a model parameter", "model");
    }
    if (request.hasNonNull("user") && !request.path("user").isString()) {
      throw new OpenAiError("user must be a string", "user");
    }
    return request;
  }
}
