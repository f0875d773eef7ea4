package dev.fairlead.runtime.tensor;

import java.util.List;

/**
 * What a model says of an input or output.
 *
 * @param name as in requests
 * @param datatype of each element
 * @param shape dimensions; -1 where any size will do
 */
public record TensorSpec(String name, Datatype datatype, List<Long> shape) {
  public TensorSpec {
    shape = List.copyOf(shape);
  }
}
