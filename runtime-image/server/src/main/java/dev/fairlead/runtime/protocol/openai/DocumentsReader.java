package dev.fairlead.runtime.protocol.openai;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads {@code documents}: strings, or objects with a text. */
final class DocumentsReader implements OpenAiBody.Large {
  static final String NAME = "documents";

  private final int most;
  private final List<String> documents = new ArrayList<>();

  DocumentsReader(int most) {
    this.most = most;
  }

  @Override
  public void read(JsonParser json) throws OpenAiError {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw form();
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (documents.size() == most) {
        throw form();
      }
      String text = json.currentToken() == JsonToken.START_OBJECT ? ofObject(json) : text(json);
      if (text.isEmpty()) {
        throw new OpenAiError(
            "documents must be strings that are not empty, or objects with such a text", NAME);
      }
      documents.add(text);
    }
  }

  /**
   * What was read.
   *
   * @throws OpenAiError if there was nothing
   */
  List<String> documents() throws OpenAiError {
    if (documents.isEmpty()) {
      throw form();
    }
    return List.copyOf(documents);
  }

  private OpenAiError form() {
    return new OpenAiError(
        "documents must be an array of 1 to %d strings: send more in several requests, or raise maxTexts in model.yaml"
            .formatted(most),
        NAME);
  }

  /** Empty for what is no string. */
  private static String text(JsonParser json) {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return json.getString();
    }
    json.skipChildren();
    return "";
  }

  private static String ofObject(JsonParser json) {
    String text = "";
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean isText = json.currentName().equals("text");
      json.nextToken();
      if (isText) {
        text = text(json);
      } else {
        json.skipChildren();
      }
    }
    return text;
  }
}
