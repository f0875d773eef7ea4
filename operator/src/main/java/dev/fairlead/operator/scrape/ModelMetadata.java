package dev.fairlead.operator.scrape;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.api.v1alpha1.ModelStatus;
import dev.fairlead.api.v1alpha1.TensorStatus;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads model metadata of the <a href="https://github.com/open-inference/open-inference-protocol">
 * Open Inference Protocol</a>. The server may be a foreign one: what does not fit the status's own
 * bounds is left out, so that the API server takes the status.
 */
final class ModelMetadata {
  private static final int MOST_TENSORS = 64;
  private static final int MOST_DIMENSIONS = 16;
  private static final int MOST_NAME = 256;
  private static final int MOST_WORD = 64;
  private static final int MOST_DATATYPE = 32;

  private ModelMetadata() {}

  static ModelStatus read(JsonNode metadata) {
    JsonNode properties = metadata.path("properties");
    return new ModelStatus(
        word(properties.path("format")),
        word(properties.path("engine")),
        word(properties.path("device")),
        tensors(metadata.path("inputs")),
        tensors(metadata.path("outputs")));
  }

  private static @Nullable String word(JsonNode node) {
    String text = node.textValue();
    return text == null || text.length() > MOST_WORD ? null : text;
  }

  private static List<TensorStatus> tensors(JsonNode nodes) {
    return StreamSupport.stream(nodes.spliterator(), false)
        .filter(ModelMetadata::fits)
        .limit(MOST_TENSORS)
        .map(ModelMetadata::tensor)
        .toList();
  }

  private static boolean fits(JsonNode tensor) {
    String name = tensor.path("name").textValue();
    String datatype = tensor.path("datatype").textValue();
    return name != null
        && name.length() <= MOST_NAME
        && datatype != null
        && datatype.length() <= MOST_DATATYPE
        && tensor.path("shape").size() <= MOST_DIMENSIONS;
  }

  private static TensorStatus tensor(JsonNode tensor) {
    List<Long> shape =
        StreamSupport.stream(tensor.path("shape").spliterator(), false)
            .map(dimension -> Math.max(-1, dimension.asLong(-1)))
            .toList();
    return new TensorStatus(tensor.path("name").asText(), tensor.path("datatype").asText(), shape);
  }
}
