package dev.fairlead.runtime.protocol.oip;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What all fields of a body have in common. */
final class Fields {
  private Fields() {}

  /** What a field that is given twice means is anybody's guess: not ours. */
  static <T> T once(String field, @Nullable T before, T now) throws BadRequest {
    if (before != null) {
      throw new BadRequest("'%s' is given twice".formatted(field));
    }
    return now;
  }

  static String text(JsonParser json, String field) throws BadRequest {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw new BadRequest("'%s' must be a string".formatted(field));
    }
    return json.getString();
  }

  static boolean flag(JsonParser json, String field) throws BadRequest {
    return switch (json.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw new BadRequest("'%s' must be true or false".formatted(field));
    };
  }

  static long size(JsonParser json, String field) throws BadRequest {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT
        && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER
        && json.getLongValue() >= 0) {
      return json.getLongValue();
    }
    throw new BadRequest("'%s' must be a number of bytes".formatted(field));
  }

  static void array(JsonParser json, String field) throws BadRequest {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new BadRequest("'%s' must be an array".formatted(field));
    }
  }

  static void end(JsonParser json, String field) throws BadRequest {
    if (json.currentToken() != JsonToken.END_ARRAY) {
      throw new BadRequest("'%s' holds something that does not belong there".formatted(field));
    }
  }
}
