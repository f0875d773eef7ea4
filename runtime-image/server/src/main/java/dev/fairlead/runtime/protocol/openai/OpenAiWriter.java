package dev.fairlead.runtime.protocol.openai;

import dev.fairlead.runtime.pipeline.Answer;
import dev.fairlead.runtime.protocol.Json;
import dev.fairlead.runtime.protocol.Problem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
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
          usage(json, embeddings.tokens());
        });
  }

  /** The answer to {@code POST /v1/classify}. */
  public static byte[] classes(String model, Answer.Scores answer) {
    int numbers = answer.scores().size() * answer.labels().size();
    return Json.object(
        512 + numbers * BYTES_OF_A_NUMBER,
        json -> {
          json.writeStringProperty("object", "list");
          json.writeStringProperty("model", model);
          json.writeArrayPropertyStart("data");
          for (int i = 0; i < answer.scores().size(); i++) {
            float[] scores = answer.scores().get(i);
            json.writeStartObject();
            json.writeNumberProperty("index", i);
            json.writeStringProperty("label", answer.labels().get(best(scores)));
            json.writeName("probs");
            vector(json, scores, false);
            json.writeNumberProperty("num_classes", scores.length);
            json.writeEndObject();
          }
          json.writeEndArray();
          usage(json, answer.tokens());
        });
  }

  /** The place of the greatest; of equals the first. */
  private static int best(float[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[best]) {
        best = i;
      }
    }
    return best;
  }

  /** The answer to {@code POST /v1/rerank}: the best documents first, of equals the earlier one. */
  public static byte[] ranking(RerankRequest request, Answer.Scores answer) {
    List<Integer> ranked =
        IntStream.range(0, answer.scores().size())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -answer.scores().get(i)[0]))
            .limit(request.most())
            .toList();
    return Json.object(
        512 + ranked.size() * 64,
        json -> {
          json.writeStringProperty("model", request.model());
          json.writeArrayPropertyStart("results");
          for (int index : ranked) {
            json.writeStartObject();
            json.writeNumberProperty("index", index);
            json.writeNumberProperty("relevance_score", answer.scores().get(index)[0]);
            if (request.withTexts()) {
              json.writeObjectPropertyStart("document");
              json.writeStringProperty("text", request.documents().get(index));
              json.writeEndObject();
            }
            json.writeEndObject();
          }
          json.writeEndArray();
          usage(json, answer.tokens());
        });
  }

  private static void usage(JsonGenerator json, int tokens) {
    json.writeObjectPropertyStart("usage");
    json.writeNumberProperty("prompt_tokens", tokens);
    json.writeNumberProperty("total_tokens", tokens);
    json.writeEndObject();
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
