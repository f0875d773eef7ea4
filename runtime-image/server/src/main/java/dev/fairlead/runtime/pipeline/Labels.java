package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** What {@code config.json}, as Hugging Face's libraries write it, says of a classifier. */
final class Labels {
  private static final String FILE = "config.json";

  private Labels() {}

  /** Whether the files say that the model is a classifier of that kind, and it can be one. */
  static boolean accepts(EngineModel model, Path folder, String kind, List<String> dimensions)
      throws LoadException {
    return TextTask.isOfText(model, folder)
        && find(model, dimensions).isPresent()
        && isFor(kind, folder);
  }

  /** Whether the model can be a classifier of that kind, and the files do not name another one. */
  static boolean mayBe(EngineModel model, Path folder, String kind, List<String> dimensions)
      throws LoadException {
    return find(model, dimensions).isPresent()
        && (config(folder).path("architectures").isEmpty() || isFor(kind, folder));
  }

  /**
   * The output that holds a number for each label.
   *
   * @throws LoadException if there is none of those dimensions
   */
  static TensorSpec logits(EngineModel model, List<String> dimensions) throws LoadException {
    return find(model, dimensions)
        .orElseThrow(
            () ->
                new LoadException(
                    Reason.ModelInvalid,
                    "the model gives no FP32 output of shape %s: set spec.model.task to Tensor"
                        .formatted(dimensions)));
  }

  private static Optional<TensorSpec> find(EngineModel model, List<String> dimensions) {
    return model.outputs().stream()
        .filter(o -> o.datatype() == Datatype.FP32 && o.shape().size() == dimensions.size())
        .findFirst();
  }

  /** Whether it names an architecture of that kind, such as ViTForImageClassification. */
  private static boolean isFor(String kind, Path folder) throws LoadException {
    for (JsonNode architecture : config(folder).path("architectures")) {
      if (architecture.asString("").contains(kind)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The labels by their index in the output's last dimension; LABEL_0 and so on where there are no
   * names.
   *
   * @throws LoadException if their number is not that of the output, or neither says it
   */
  static List<String> of(Path folder, TensorSpec output) throws LoadException {
    JsonNode names = config(folder).path("id2label");
    long size = output.shape().getLast();
    if (size < 0 && names.isEmpty()) {
      throw new LoadException(
          Reason.ModelInvalid,
          "neither the model nor %s says how many labels there are: add id2label".formatted(FILE));
    }
    int count = size < 0 ? names.size() : Math.toIntExact(size);
    if (!names.isEmpty() && names.size() != count) {
      throw new LoadException(
          Reason.ModelInvalid,
          "%s names %d labels in id2label, the model gives %d"
              .formatted(FILE, names.size(), count));
    }
    return IntStream.range(0, count)
        .mapToObj(i -> names.path(Integer.toString(i)).asString("LABEL_" + i))
        .toList();
  }

  /**
   * How logits become probabilities: as it is said, else by whether one label is right or any.
   *
   * @throws LoadException if it is said in a way that is not known
   */
  static Activation activation(Path folder, int count) throws LoadException {
    JsonNode config = config(folder);
    boolean independent =
        count == 1 || config.path("problem_type").asString("").equals("multi_label_classification");
    String said = config.path("function_to_apply").asString("");
    return switch (said) {
      case "" -> independent ? Activation.SIGMOID : Activation.SOFTMAX;
      case "softmax" -> Activation.SOFTMAX;
      case "sigmoid" -> Activation.SIGMOID;
      case "none" -> Activation.NONE;
      default ->
          throw new LoadException(
              Reason.ModelInvalid,
              "function_to_apply in %s is '%s': give softmax, sigmoid or none"
                  .formatted(FILE, said));
    };
  }

  private static JsonNode config(Path folder) throws LoadException {
    return TokenizerFile.read(folder.resolve(FILE));
  }
}
