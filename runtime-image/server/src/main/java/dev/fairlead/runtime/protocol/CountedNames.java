package dev.fairlead.runtime.protocol;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.util.JsonParserDelegate;

/**
 * Ends a body of too many names: a parser keeps each that it meets, also of what is skipped, as an
 * object many times its size.
 */
final class CountedNames extends JsonParserDelegate {
  static final int MOST = 100_000;

  private int names;

  CountedNames(JsonParser parser) {
    super(parser);
  }

  /** Whether a body may have so many; what stands in strings counts too. */
  static boolean areNeededFor(byte[] body, int from, int length) {
    if (length <= MOST) {
      return false;
    }
    int colons = 0;
    for (int i = from; i < from + length; i++) {
      colons += body[i] == ':' ? 1 : 0;
    }
    return colons > MOST;
  }

  @Override
  public @Nullable JsonToken nextToken() {
    JsonToken token = super.nextToken();
    if (token == JsonToken.PROPERTY_NAME && ++names > MOST) {
      throw new StreamReadException(this, "it has more than %d names".formatted(MOST));
    }
    return token;
  }

  @Override
  public JsonParser skipChildren() {
    JsonToken token = currentToken();
    int depth = token != null && token.isStructStart() ? 1 : 0;
    while (depth > 0 && (token = nextToken()) != null) {
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    }
    return this;
  }
}
