package dev.fairlead.runtime.protocol.openai;

import dev.fairlead.runtime.pipeline.Request;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads {@code input}: texts or tokens, one or several. */
final class InputReader implements OpenAiBody.Large {
  static final String NAME = "input";

  private final TextLimits limits;
  private final List<Request.Text> texts = new ArrayList<>();

  InputReader(TextLimits limits) {
    this.limits = limits;
  }

  @Override
  public void read(JsonParser json) throws OpenAiError {
    switch (json.currentToken()) {
      case VALUE_STRING -> texts.add(text(json));
      case START_ARRAY -> array(json);
      default -> throw form();
    }
  }

  /**
   * What was read.
   *
   * @throws OpenAiError if there was nothing
   */
  List<Request.Text> texts() throws OpenAiError {
    if (texts.isEmpty()) {
      throw form();
    }
    return List.copyOf(texts);
  }

  private OpenAiError form() {
    return new OpenAiError(
        "input must be a string, or an array of 1 to %d strings or token arrays"
            .formatted(limits.most()),
        NAME);
  }

  private void array(JsonParser json) throws OpenAiError {
    JsonToken token = json.nextToken();
    if (token.isNumeric()) {
      texts.add(tokens(json, token));
      return;
    }
    for (; token != JsonToken.END_ARRAY; token = json.nextToken()) {
      if (texts.size() == limits.most()) {
        throw new OpenAiError(
            "input has more than the %d entries that are allowed: send them in several requests, or raise maxTexts in model.yaml"
                .formatted(limits.most()),
            NAME);
      }
      texts.add(token == JsonToken.START_ARRAY ? tokens(json, json.nextToken()) : text(json));
    }
  }

  private static Request.Text text(JsonParser json) throws OpenAiError {
    if (json.currentToken() != JsonToken.VALUE_STRING || json.getString().isEmpty()) {
      throw new OpenAiError(
          "input must not hold empty strings, or anything but strings and token arrays", NAME);
    }
    return new Request.Text.Characters(json.getString());
  }

  /** From the first token id on. */
  private Request.Text tokens(JsonParser json, JsonToken first) throws OpenAiError {
    var ids = new TokenIds(limits.longest());
    for (JsonToken token = first; token != JsonToken.END_ARRAY; token = json.nextToken()) {
      if (token != JsonToken.VALUE_NUMBER_INT
          || json.getNumberType() != JsonParser.NumberType.INT
          || json.getIntValue() < 0) {
        throw new OpenAiError("token arrays hold token ids, which are whole numbers", NAME);
      }
      ids.keep(json.getIntValue());
    }
    if (ids.isEmpty()) {
      throw new OpenAiError("a token array must not be empty", NAME);
    }
    return new Request.Text.Tokens(ids);
  }
}
