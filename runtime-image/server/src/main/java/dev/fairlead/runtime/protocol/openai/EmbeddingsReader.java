package dev.fairlead.runtime.protocol.openai;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads {@code POST /v1/embeddings}; parameters that it does not know are left alone. */
public final class EmbeddingsReader {
  private EmbeddingsReader() {}

  /**
   * Reads a request.
   *
   * @throws OpenAiError if it is not one
   */
  public static EmbeddingsRequest read(byte[] body, TextLimits limits) throws OpenAiError {
    var input = new InputReader(limits);
    JsonNode request = OpenAiBody.read(body, InputReader.NAME, input);
    return new EmbeddingsRequest(
        request.path("model").asString(),
        input.texts(),
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
}
