package dev.fairlead.runtime.protocol.openai;

import dev.fairlead.runtime.pipeline.Request;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST /v1/classify}, as vLLM has it beside OpenAI's API.
 *
 * @param model asked for
 * @param texts in their order
 */
public record ClassifyRequest(String model, List<Request.Text> texts) {
  /**
   * Reads a body; parameters that are not known are left alone.
   *
   * @throws OpenAiError if it is no such request
   */
  public static ClassifyRequest read(byte[] body, TextLimits limits) throws OpenAiError {
    var input = new InputReader(limits);
    JsonNode request = OpenAiBody.read(body, InputReader.NAME, input);
    return new ClassifyRequest(request.path("model").asString(), input.texts());
  }
}
