package dev.fairlead.api.crd;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads and writes YAML: keys sorted, lines unbroken, so that equal trees are equal texts. */
final class Yaml {
  private static final ObjectMapper WRITER =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private Yaml() {}

  /** Reads the only document of a file; anchors and merge keys are resolved. */
  static ObjectNode read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  /** Reads the only document of a text; anchors and merge keys are resolved. */
  static ObjectNode parse(String text) {
    var settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
    return WRITER.valueToTree(new Load(settings).loadFromString(text));
  }

  /** Writes a document. */
  static String write(JsonNode tree) throws IOException {
    return WRITER.writeValueAsString(
        WRITER.convertValue(tree, new TypeReference<Map<String, Object>>() {}));
  }
}
