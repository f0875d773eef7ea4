package dev.fairlead.runtime.pipeline;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads {@code tokenizer.json} in one pass. Its words are counted and not kept: a model of many
 * languages has some 250,000, for which a tree would need most of a small heap.
 */
final class TokenizerReader {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          // the words are names, and none comes twice
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .build();

  private int maxLength;
  private int padId;
  private int last = -1;

  private TokenizerReader() {}

  /**
   * Of a file.
   *
   * @throws tools.jackson.core.JacksonException if it is not JSON
   */
  static TokenizerReader of(Path file) {
    var reader = new TokenizerReader();
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), file)) {
      json.nextToken();
      reader.top(json);
      // what is no JSON behind its end is told as well
      json.nextToken();
    }
    return reader;
  }

  /** The most tokens of one text; 0: not said. */
  int maxLength() {
    return maxLength;
  }

  /** 0 where it is not said. */
  int padId() {
    return padId;
  }

  /** Ids are below it; 0: the vocabulary is not in a form that is known. */
  int words() {
    return last + 1;
  }

  private void top(JsonParser json) {
    var added = new int[] {-1};
    fields(
        json,
        Map.of(
            "truncation",
            truncation -> fields(truncation, Map.of("max_length", n -> maxLength = number(n, 0))),
            "padding",
            padding -> fields(padding, Map.of("pad_id", n -> padId = number(n, 0))),
            "added_tokens",
            tokens -> added[0] = added(tokens),
            "model",
            model -> fields(model, Map.of("vocab", this::vocabulary))));
    if (last >= 0) {
      last = Math.max(last, added[0]);
    }
  }

  /** As ids by word, or as an array in which the place is the id. */
  private void vocabulary(JsonParser json) {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      while (json.nextName() != null) {
        json.nextToken();
        last = Math.max(last, number(json, -1));
      }
    } else if (json.currentToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        json.skipChildren();
        last++;
      }
    }
  }

  /** The highest id of those that were added to the vocabulary. */
  private static int added(JsonParser json) {
    var highest = new int[] {-1};
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return -1;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      fields(json, Map.of("id", n -> highest[0] = Math.max(highest[0], number(n, -1))));
    }
    return highest[0];
  }

  /** Hands the values of an object's fields to whoever wants them; nothing else has fields. */
  private static void fields(JsonParser json, Map<String, Consumer<JsonParser>> wanted) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      wanted.getOrDefault(name, JsonParser::skipChildren).accept(json);
    }
  }

  /** What is no number counts as the other one. */
  private static int number(JsonParser json, int otherwise) {
    int value = json.getValueAsInt(otherwise);
    json.skipChildren();
    return value;
  }
}
