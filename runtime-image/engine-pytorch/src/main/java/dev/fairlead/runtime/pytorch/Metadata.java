package dev.fairlead.runtime.pytorch;

import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What TorchScript does not say of itself: the inputs and outputs. {@code metadata.json} beside the
 * model looks like the answer to a request for a model's metadata in the Open Inference Protocol.
 *
 * @param inputs in the order in which forward takes them
 * @param outputs in the order in which forward gives them
 */
record Metadata(List<TensorSpec> inputs, List<TensorSpec> outputs) {
  static final String FILE = "metadata.json";

  /**
   * That of a model.
   *
   * @param forward what the model takes
   * @throws LoadException if there is none, or it does not fit
   */
  static Metadata of(Path model, List<Argument> forward) throws LoadException {
    JsonNode json = read(model, forward);
    return new Metadata(
        ordered(specs(json, "inputs"), forward), List.copyOf(specs(json, "outputs").values()));
  }

  private static JsonNode read(Path model, List<Argument> forward) throws LoadException {
    Path file = model.resolveSibling(FILE);
    if (!Files.isRegularFile(file)) {
      throw invalid(
          "is not there, and %s says nothing of datatypes and shapes: put it beside it, such as %s"
              .formatted(model.getFileName(), example(forward)));
    }
    try {
      return JsonMapper.shared().readTree(file.toFile());
    } catch (JacksonException e) {
      throw invalid("is not JSON: " + e.getOriginalMessage());
    }
  }

  private static String example(List<Argument> forward) {
    String tensor = "{\"name\":\"%s\",\"datatype\":\"FP32\",\"shape\":[-1,4]}";
    return "{\"inputs\":[%s],\"outputs\":[%s]}"
        .formatted(
            forward.stream()
                .map(argument -> tensor.formatted(argument.name()))
                .collect(Collectors.joining(",")),
            tensor.formatted("output"));
  }

  private static Map<String, TensorSpec> specs(JsonNode json, String field) throws LoadException {
    var specs = new LinkedHashMap<String, TensorSpec>();
    for (JsonNode tensor : json.path(field)) {
      TensorSpec spec = spec(tensor, field);
      if (specs.put(spec.name(), spec) != null) {
        throw invalid("names '%s' twice in %s".formatted(spec.name(), field));
      }
    }
    if (specs.isEmpty()) {
      throw invalid("has no list of " + field);
    }
    return specs;
  }

  private static TensorSpec spec(JsonNode tensor, String field) throws LoadException {
    String name = tensor.path("name").asString("");
    if (name.isBlank()) {
      throw invalid("has an element of %s without a name".formatted(field));
    }
    String datatype = tensor.path("datatype").asString("");
    Datatype known =
        Datatype.of(datatype)
            .filter(TorchTypes::has)
            .orElseThrow(
                () ->
                    invalid(
                        "gives '%s' the datatype '%s': it must be one of %s"
                            .formatted(name, datatype, TorchTypes.names())));
    return new TensorSpec(name, known, shape(tensor.path("shape"), name));
  }

  private static List<Long> shape(JsonNode shape, String name) throws LoadException {
    var dimensions = new ArrayList<Long>();
    for (JsonNode dimension : shape) {
      // anything but a whole number counts as -2
      dimensions.add(dimension.isIntegralNumber() ? dimension.asLong(-2) : -2);
    }
    if (!shape.isArray() || dimensions.stream().anyMatch(dimension -> dimension < -1)) {
      throw invalid(
          "gives '%s' no shape: it must be a list of dimensions, with -1 for any size"
              .formatted(name));
    }
    return dimensions;
  }

  private static List<TensorSpec> ordered(Map<String, TensorSpec> inputs, List<Argument> forward)
      throws LoadException {
    List<String> taken = forward.stream().map(Argument::name).toList();
    for (String name : inputs.keySet()) {
      if (!taken.contains(name)) {
        throw invalid(
            "names the input '%s': forward takes %s".formatted(name, String.join(", ", taken)));
      }
    }
    var ordered = new ArrayList<TensorSpec>();
    for (Argument argument : forward) {
      TensorSpec input = inputs.get(argument.name());
      // arguments are given by their places: only the last ones can be left out
      if (input == null && (argument.isNeeded() || ordered.size() < inputs.size())) {
        throw invalid("lacks the input '%s', which forward takes".formatted(argument.name()));
      }
      if (input != null) {
        if (!argument.isTensor()) {
          throw new LoadException(
              Reason.FormatNotSupported,
              "forward takes '%s' as %s, and only tensors can be served: wrap it in a module"
                  .formatted(argument.name(), argument.type()));
        }
        ordered.add(input);
      }
    }
    return List.copyOf(ordered);
  }

  private static LoadException invalid(String what) {
    return new LoadException(Reason.ModelInvalid, FILE + " " + what);
  }
}
