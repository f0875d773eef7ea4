package dev.fairlead.runtime.protocol.oip;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The parameters that mean something here; others are left alone, as the protocol has it.
 *
 * @param binaryDataSize of an input: its bytes after the JSON
 * @param binaryData of an output: whether it goes back as bytes
 * @param binaryDataOutput of a request: the same for outputs that do not say it
 */
record Parameters(
    @Nullable Long binaryDataSize,
    @Nullable Boolean binaryData,
    @Nullable Boolean binaryDataOutput) {
  static final Parameters NONE = new Parameters(null, null, null);

  static Parameters read(JsonParser json) throws BadRequest {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return NONE;
    }
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new BadRequest("'parameters' must be an object");
    }
    Long size = null;
    Boolean binary = null;
    Boolean binaryOutput = null;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "binary_data_size" -> size = Fields.once(name, size, Fields.size(json, name));
        case "binary_data" -> binary = Fields.once(name, binary, Fields.flag(json, name));
        case "binary_data_output" ->
            binaryOutput = Fields.once(name, binaryOutput, Fields.flag(json, name));
        default -> {
          Extensions.check(name);
          json.skipChildren();
        }
      }
    }
    return new Parameters(size, binary, binaryOutput);
  }
}
