package dev.fairlead.runtime.protocol.openai;

import dev.fairlead.runtime.pipeline.Request;
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
  /**
   * Reads a body; parameters that are not known are left alone.
   *
   * @param mostDocuments that there may be
   * @throws OpenAiError if it is no such request
   */
  public static RerankRequest read(byte[] body, int mostDocuments) throws OpenAiError {
    var read = new DocumentsReader(mostDocuments);
    JsonNode request = OpenAiBody.read(body, DocumentsReader.NAME, read);
    if (!isText(request.path("query"))) {
      throw new OpenAiError("query must be a string that is not empty", "query");
    }
    List<String> documents = read.documents();
    return new RerankRequest(
        request.path("model").asString(),
        request.path("query").asString(),
        documents,
        most(request.path("top_n"), documents.size()),
        withTexts(request.path("return_documents")));
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
