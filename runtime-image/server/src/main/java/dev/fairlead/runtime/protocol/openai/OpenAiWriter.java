package dev.fairlead.runtime.protocol.openai;

import dev.fairlead.runtime.pipeline.Answer;
import dev.fairlead.runtime.protocol.Json;
import dev.fairlead.runtime.protocol.Problem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes OpenAI's bodies. */
public final class OpenAiWriter {
  private static final int BYTES_OF_A_NUMBER = 12;

  private OpenAiWriter() {}

  /** The answer to {@code POST /v1/embeddings}. */
  public static byte[] embeddings(String model, Answer.Embeddings embeddings, boolean base64) {
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

  /**
   * {@code {"error": {"message", "type", "param", "code"}}}.
   *
   * @param param the parameter that is wrong, if it is one
   */
  public static byte[] error(Problem problem, String message, @Nullable String param) {
    boolean model = problem == Problem.NOT_FOUND && "model".equals(param);
    return Json.object(
        256,
        json -> {
          json.writeObjectPropertyStart("error");
          json.writeStringProperty("message", message);
          json.writeStringProperty("type", problem.openai());
          json.writeStringProperty("param", param);
          json.writeStringProperty("code", model ? "model_not_found" : null);
          json.writeEndObject();
        });
  }
}
