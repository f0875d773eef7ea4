package dev.fairlead.runtime.xgboost;

import java.io.IOException;
import java.nio.file.Path;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** From a JSON file, read as a stream. */
final class JsonValues implements Values {
  private static final int DEEPEST = 64;
  private static final int LONGEST_TEXT = 1 << 24;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(LONGEST_TEXT)
                  .build())
          // XGBoost writes NaN and Infinity
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private final JsonParser parser;

  /** Whether the parser stands already on the value that comes next. */
  private boolean ahead;

  JsonValues(Path file) {
    parser = FACTORY.createParser(ObjectReadContext.empty(), file);
  }

  private JsonToken next() {
    if (ahead) {
      ahead = false;
      return parser.currentToken();
    }
    return parser.nextToken();
  }

  @Override
  public void object(Fields fields) throws IOException, Malformed {
    if (next() != JsonToken.START_OBJECT) {
      throw new Malformed("is not an object");
    }
    var names = new Names();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      names.add(name);
      try {
        fields.take(name);
      } catch (Malformed e) {
        throw e.within(name);
      }
    }
    if (parser.currentToken() != JsonToken.END_OBJECT) {
      throw new Malformed("is cut short");
    }
  }

  @Override
  public void list(Elements elements) throws IOException, Malformed {
    if (next() != JsonToken.START_ARRAY) {
      throw new Malformed("is not a list");
    }
    for (long index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
      ahead = true;
      try {
        elements.take(index);
      } catch (Malformed e) {
        throw e.within("[" + index + "]");
      }
    }
  }

  @Override
  public long integers(Integers each) throws Malformed {
    if (next() != JsonToken.START_ARRAY) {
      throw new Malformed("is not a list");
    }
    long index = 0;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      each.take(index, integer(token));
      index++;
    }
    return index;
  }

  private long integer(JsonToken token) throws Malformed {
    return switch (token) {
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_TRUE -> 1;
      case VALUE_FALSE -> 0;
      default -> throw new Malformed("has a value that is not a whole number");
    };
  }

  @Override
  public long numbers() throws Malformed {
    if (next() != JsonToken.START_ARRAY) {
      throw new Malformed("is not a list");
    }
    long count = 0;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (!token.isNumeric()) {
        throw new Malformed("has a value that is not a number");
      }
      count++;
    }
    return count;
  }

  @Override
  public String text() throws Malformed {
    if (next() != JsonToken.VALUE_STRING) {
      throw new Malformed("is not a text");
    }
    return parser.getString();
  }

  @Override
  public void texts(Texts each) throws Malformed {
    int depth = step(next(), each);
    while (depth > 0) {
      depth += step(parser.nextToken(), each);
    }
  }

  /** By how much the values go deeper with that token. */
  private int step(JsonToken token, Texts each) throws Malformed {
    if (token == JsonToken.VALUE_STRING) {
      each.take(parser.getString());
    }
    return token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
  }

  @Override
  public void skip() {
    next();
    parser.skipChildren();
  }

  @Override
  public void close() {
    parser.close();
  }
}
