package dev.fairlead.runtime.protocol.openai;

import dev.fairlead.runtime.pipeline.Request;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads {@code POST /v1/embeddings}; parameters that it does not know are left alone. */
public final class EmbeddingsReader {
  private static final int MOST_TEXTS = 2_048;

  private EmbeddingsReader() {}

  /**
   * Reads a request.
   *
   * @throws OpenAiError if it is not one
   */
  public static EmbeddingsRequest read(byte[] body) throws OpenAiError {
    JsonNode request = OpenAiBody.read(body);
    return new EmbeddingsRequest(
        request.path("model").asString(),
        texts(request.path("input")),
        base64(request.path("encoding_format")),
        dimensions(request.path("dimensions")));
  }

  private static boolean base64(JsonNode format) throws OpenAiError {
    return switch (format.isMissingNode() || format.isNull() ? "float" : format.asString("")) {
      case "float" -> false;
      case "base64" -> true;
      default ->
          throw new OpenAiError("encoding_format must be float or base64", "encoding_format");
    };
  }

  private static @Nullable Integer dimensions(JsonNode dimensions) throws OpenAiError {
    if (dimensions.isMissingNode() || dimensions.isNull()) {
      return null;
    }
    if (!dimensions.isIntegralNumber() || !dimensions.canConvertToInt() || dimensions.asInt() < 1) {
      throw new OpenAiError("dimensions must be a whole number above 0", "dimensions");
    }
    return dimensions.asInt();
  }

  /** Texts or tokens, one or several. */
  static List<Request.Text> texts(JsonNode input) throws OpenAiError {
    if (input.isString()) {
      return List.of(text(input));
    }
    if (!input.isArray() || input.isEmpty()) {
      throw new OpenAiError(
          "input must be a string, or an array of 1 to " + MOST_TEXTS + " strings or token arrays",
          "input");
    }
    if (input.get(0).isNumber()) {
      return List.of(tokens(input));
    }
    if (input.size() > MOST_TEXTS) {
      throw new OpenAiError(
          "input has %d entries, %d are allowed".formatted(input.size(), MOST_TEXTS), "input");
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
}
