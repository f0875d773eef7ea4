package dev.fairlead.runtime.protocol.oip;

import dev.fairlead.runtime.pipeline.Request;
import dev.fairlead.runtime.pipeline.Task;
import dev.fairlead.runtime.tensor.Shapes;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compares a request with what the model takes, so that an engine never sees one that it would
 * refuse.
 */
public final class RequestCheck {
  private RequestCheck() {}

  /**
   * The request as the task takes it.
   *
   * @param mostTexts in one request to a model of text
   * @throws BadRequest naming the input or output that does not fit, or the element that the task
   *     cannot take
   */
  public static Request.Tensors check(InferRequest request, Task task, int mostTexts)
      throws BadRequest {
    Set<String> seen = new HashSet<>();
    for (Tensor input : request.inputs()) {
      if (!seen.add(input.name())) {
        throw new BadRequest("the input '%s' is given twice".formatted(input.name()));
      }
      check(input, spec(input.name(), task.inputs(), "input"));
      if (task.isOfText() && input instanceof Tensor.Bytes texts) {
        checkCount(texts, mostTexts);
      }
    }
    for (TensorSpec spec : task.inputs()) {
      if (!seen.contains(spec.name())) {
        throw new BadRequest("the input '%s' is missing".formatted(spec.name()));
      }
    }
    var outputs = new LinkedHashSet<String>();
    for (String output : request.outputs()) {
      outputs.add(spec(output, task.outputs(), "output").name());
    }
    if (outputs.isEmpty()) {
      task.outputs().forEach(o -> outputs.add(o.name()));
    }
    var tensors = new Request.Tensors(request.inputs(), outputs);
    Optional<String> problem = task.problem(tensors);
    if (problem.isPresent()) {
      throw new BadRequest(problem.get());
    }
    return tensors;
  }

  private static void checkCount(Tensor.Bytes texts, int most) throws BadRequest {
    int count = texts.elements().size();
    if (count > most) {
      throw new BadRequest(
          "the input '%s' has %d texts, %d are allowed: send them in several requests, or raise maxTexts in model.yaml"
              .formatted(texts.name(), count, most));
    }
  }

  private static TensorSpec spec(String name, List<TensorSpec> specs, String kind)
      throws BadRequest {
    return specs.stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new BadRequest(
                    "the model has no %s '%s', it has %s"
                        .formatted(kind, name, specs.stream().map(TensorSpec::name).toList())));
  }

  private static void check(Tensor input, TensorSpec spec) throws BadRequest {
    if (input.datatype() != spec.datatype()) {
      throw new BadRequest(
          "the input '%s' is %s, the model takes %s"
              .formatted(input.name(), input.datatype(), spec.datatype()));
    }
    if (!Shapes.fits(input.shape(), spec.shape())) {
      throw new BadRequest(
          "the input '%s' has the shape %s, the model takes %s"
              .formatted(input.name(), input.shape(), spec.shape()));
    }
  }
}
