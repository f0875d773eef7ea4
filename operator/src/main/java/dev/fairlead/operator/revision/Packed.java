package dev.fairlead.operator.revision;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A record's data as text, which takes less in a cache than the tree of it.
 *
 * @param json an object
 */
record Packed(@JsonValue @JsonRawValue String json) {
  JsonNode tree(ObjectMapper mapper) {
    try {
      return mapper.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("was JSON when it was packed", e);
    }
  }
}
