package dev.fairlead.runtime.protocol.openai;

import dev.fairlead.runtime.pipeline.Request;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST /v1/rerank}, as Cohere and Jina have it.
 *
 * @param model asked for
 * @param query what is looked for
 * @param documents where it may be, in their order
 * @param most how many of them are wanted, the best ones
 * @param withTexts whether the answer is to have the documents' texts
 */
public record RerankRequest(
    String model, String query, List<String> documents, int most, boolean withTexts) {
  private static final int MOST_DOCUMENTS = 2_048;
  private static final String DOCUMENTS = "documents";

  /**
   * Reads a body; parameters that are not known are left alone.
   *
   * @throws OpenAiError if it is no such request
   */
  public static RerankRequest read(byte[] body) throws OpenAiError {
    JsonNode request = OpenAiBody.read(body);
    if (!isText(request.path("query"))) {
      throw new OpenAiError("query must be a string that is not empty", "query");
    }
    List<String> documents = documents(request.path(DOCUMENTS));
    return new RerankRequest(
        request.path("model").asString(),
        request.path("query").asString(),
        documents,
        most(request.path("top_n"), documents.size()),
        withTexts(request.path("return_documents")));
  }

  private static List<String> documents(JsonNode array) throws OpenAiError {
    if (!array.isArray() || array.isEmpty() || array.size() > MOST_DOCUMENTS) {
      throw new OpenAiError(
          "documents must be an array of 1 to %d strings".formatted(MOST_DOCUMENTS), DOCUMENTS);
    }
    var documents = new ArrayList<String>();
    for (JsonNode document : array) {
      JsonNode text = document.isObject() ? document.path("text") : document;
      if (!isText(text)) {
        throw new OpenAiError(
            "documents must be strings that are not empty, or objects with such a text", DOCUMENTS);
      }
      documents.add(text.asString());
    }
    return documents;
  }

  private static boolean isText(JsonNode node) {
    return node.isString() && !node.asString().isEmpty();
  }

  private static int most(JsonNode number, int all) throws OpenAiError {
    if (number.isMissingNode() || number.isNull()) {
      return all;
    }
    if (!number.isIntegralNumber() || !number.canConvertToInt() || number.asInt() < 1) {
      throw new OpenAiError("top_n must be a whole number above 0", "top_n");
    }
    return Math.min(all, number.asInt());
  }

  private static boolean withTexts(JsonNode flag) throws OpenAiError {
    if (!flag.isMissingNode() && !flag.isNull() && !flag.isBoolean()) {
      throw new OpenAiError("return_documents must be true or false", "return_documents");
    }
    return flag.isBoolean() && flag.asBoolean();
  }

  /** What the model reads: the query beside each document. */
  public List<Request.Text> texts() {
    return documents.stream()
        .<Request.Text>map(document -> new Request.Text.Pair(query, document))
        .toList();
  }
}
