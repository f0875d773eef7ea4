package dev.fairlead.runtime.protocol.openai;

import dev.fairlead.runtime.pipeline.Answer;
import dev.fairlead.runtime.pipeline.Request;
import dev.fairlead.runtime.protocol.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** OpenAI's bodies for embeddings and models. */
public final class EmbeddingsCodec {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(Json.FACTORY)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();
  private static final int MOST_TEXTS = 2_048;
  private static final int BYTES_OF_A_NUMBER = 12;

  private EmbeddingsCodec() {}

  /**
   * Reads a request.
   *
   * @throws OpenAiError if it is not one
   */
  public static EmbeddingsRequest read(byte[] body) throws OpenAiError {
    JsonNode request;
    try {
      request = MAPPER.readTree(body);
    } catch (JacksonException e) {
      throw new OpenAiError("the body is not valid JSON: " + Json.message(e), null);
    }
    if (!request.path("model").isString()) {
      throw new OpenAiError("you must provide a model parameter", "model");
    }
    if (request.hasNonNull("dimensions")) {
      throw new OpenAiError(
          "this model has one size of vectors: leave dimensions out", "dimensions");
    }
    return new EmbeddingsRequest(
        request.path("model").asString(), texts(request.path("input")), base64(request));
  }

  private static boolean base64(JsonNode request) throws OpenAiError {
    JsonNode format = request.path("encoding_format");
    if (format.isString() && format.asString().equals("base64")) {
      return true;
    }
    if (format.isMissingNode()
        || format.isNull()
        || (format.isString() && format.asString().equals("float"))) {
      return false;
    }
    throw new OpenAiError("encoding_format must be float or base64", "encoding_format");
  }

  private static List<Request.Text> texts(JsonNode input) throws OpenAiError {
    if (input.isString()) {
      return List.of(text(input));
    }
    if (!input.isArray() || input.isEmpty() || input.size() > MOST_TEXTS) {
      throw new OpenAiError(
          "input must be a string, or an array of 1 to " + MOST_TEXTS + " strings or token arrays",
          "input");
    }
    if (input.get(0).isNumber()) {
      return List.of(tokens(input));
    }
    var texts = new ArrayList<Request.Text>();
    for (JsonNode item : input) {
      texts.add(item.isArray() ? tokens(item) : text(item));
    }
    return texts;
  }

  private static Request.Text text(JsonNode node) throws OpenAiError {
    if (!node.isString() || node.asString().isEmpty()) {
      throw new OpenAiError(
          "input must not hold empty strings, or anything but strings and token arrays", "input");
    }
    return new Request.Text.Characters(node.asString());
  }

  private static Request.Text tokens(JsonNode array) throws OpenAiError {
    var ids = new ArrayList<Long>();
    for (JsonNode id : array) {
      if (!id.isIntegralNumber() || !id.canConvertToLong() || id.asLong() < 0) {
        throw new OpenAiError("token arrays hold token ids, which are whole numbers", "input");
      }
      ids.add(id.asLong());
    }
    if (ids.isEmpty()) {
      throw new OpenAiError("a token array must not be empty", "input");
    }
    return new Request.Text.Tokens(ids);
  }

  /** The answer to a request. */
  public static byte[] answer(String model, Answer.Embeddings embeddings, boolean base64) {
    int numbers = embeddings.vectors().stream().mapToInt(v -> v.length).sum();
    return Json.object(
        512 + numbers * BYTES_OF_A_NUMBER,
        json -> {
          json.writeStringProperty("object", "list");
          json.writeArrayPropertyStart("data");
          for (int i = 0; i < embeddings.vectors().size(); i++) {
            json.writeStartObject();
            json.writeStringProperty("object", "embedding");
            json.writeNumberProperty("index", i);
            json.writeName("embedding");
            vector(json, embeddings.vectors().get(i), base64);
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeStringProperty("model", model);
          json.writeObjectPropertyStart("usage");
          json.writeNumberProperty("prompt_tokens", embeddings.tokens());
          json.writeNumberProperty("total_tokens", embeddings.tokens());
          json.writeEndObject();
        });
  }

  private static void vector(JsonGenerator json, float[] vector, boolean base64) {
    if (base64) {
      ByteBuffer bytes =
          ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(vector);
      json.writeString(Base64.getEncoder().encodeToString(bytes.array()));
      return;
    }
    json.writeStartArray();
    for (float value : vector) {
      json.writeNumber(value);
    }
    json.writeEndArray();
  }

  /** {@code GET /v1/models}. */
  public static byte[] models(String model, long createdSeconds) {
    return Json.object(
        256,
        json -> {
          json.writeStringProperty("object", "list");
          json.writeArrayPropertyStart("data");
          json.writeStartObject();
          fields(json, model, createdSeconds);
          json.writeEndObject();
          json.writeEndArray();
        });
  }

  /** {@code GET /v1/models/M}. */
  public static byte[] model(String model, long createdSeconds) {
    return Json.object(256, json -> fields(json, model, createdSeconds));
  }

  private static void fields(JsonGenerator json, String model, long createdSeconds) {
    json.writeStringProperty("id", model);
    json.writeStringProperty("object", "model");
    json.writeNumberProperty("created", createdSeconds);
    json.writeStringProperty("owned_by", "fairlead");
  }

  /** {@code {"error": {"message", "type", "param", "code"}}}. */
  public static byte[] error(
      String message, String type, @Nullable String param, @Nullable String code) {
    return Json.object(
        256,
        json -> {
          json.writeObjectPropertyStart("error");
          json.writeStringProperty("message", message);
          json.writeStringProperty("type", type);
          json.writeStringProperty("param", param);
          json.writeStringProperty("code", code);
          json.writeEndObject();
        });
  }
}
