package dev.fairlead.runtime.protocol.oip;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads which outputs a request wants, and in which form. */
final class OutputsReader {
  private final Set<String> names = new LinkedHashSet<>();
  private final Map<String, Boolean> binary = new HashMap<>();

  /** From the start of the array to its end. */
  OutputsReader read(JsonParser json) throws BadRequest {
    Fields.array(json, "outputs");
    while (json.nextToken() == JsonToken.START_OBJECT) {
      output(json);
    }
    Fields.end(json, "outputs");
    return this;
  }

  private void output(JsonParser json) throws BadRequest {
    String name = null;
    Parameters parameters = null;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "name" -> name = Fields.once(field, name, Fields.text(json, field));
        case "parameters" -> parameters = Fields.once(field, parameters, Parameters.read(json));
        default -> json.skipChildren();
      }
    }
    if (name == null) {
      throw new BadRequest("an output needs a 'name'");
    }
    names.add(name);
    if (parameters != null && parameters.binaryData() != null) {
      binary.put(name, parameters.binaryData());
    }
  }

  Set<String> names() {
    return names;
  }

  BinaryOutputs binary(@Nullable Boolean others) {
    return new BinaryOutputs(binary, others != null && others);
  }
}
