package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.tensor.Buffers;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Shapes;
import dev.fairlead.runtime.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Tensors put together, and taken apart, along their first dimension. */
final class Rows {
  private Rows() {}

  /** The size of the first dimension. */
  static int of(Tensor tensor) {
    return Math.toIntExact(tensor.shape().getFirst());
  }

  /** The dimensions of each row. */
  static List<Long> dimensions(Tensor tensor) {
    return tensor.shape().subList(1, tensor.shape().size());
  }

  /** One below the other; all have the name, the datatype and the dimensions of the first. */
  static Tensor join(List<Tensor> parts) {
    Tensor first = parts.getFirst();
    var shape = new ArrayList<>(first.shape());
    shape.set(0, parts.stream().mapToLong(Rows::of).sum());
    if (first.datatype() == Datatype.BYTES) {
      var elements = new ArrayList<byte[]>();
      parts.forEach(part -> elements.addAll(((Tensor.Bytes) part).elements()));
      return new Tensor.Bytes(first.name(), shape, elements);
    }
    ByteBuffer data = Buffers.allocate(Math.toIntExact(Shapes.bytes(shape, first.datatype())));
    parts.forEach(part -> data.put(((Tensor.Fixed) part).data().duplicate()));
    return new Tensor.Fixed(first.name(), first.datatype(), shape, data.flip());
  }

  /** The tensors of several requests, as those of one. */
  static List<Tensor> joinAll(List<List<Tensor>> requests) {
    var joined = new ArrayList<Tensor>();
    for (int tensor = 0; tensor < requests.getFirst().size(); tensor++) {
      int index = tensor;
      joined.add(join(requests.stream().map(request -> request.get(index)).toList()));
    }
    return joined;
  }

  /** Those from row {@code from}, {@code rows} of them; nothing is copied. */
  static Tensor part(Tensor tensor, int from, int rows) {
    var shape = new ArrayList<>(tensor.shape());
    shape.set(0, (long) rows);
    int elements = Math.toIntExact(Shapes.elements(dimensions(tensor)));
    return switch (tensor) {
      case Tensor.Bytes bytes ->
          new Tensor.Bytes(
              bytes.name(),
              shape,
              bytes.elements().subList(from * elements, (from + rows) * elements));
      case Tensor.Fixed fixed -> {
        int row = elements * fixed.datatype().bytes();
        ByteBuffer data =
            fixed
                .data()
                .slice(fixed.data().position() + from * row, rows * row)
                .order(ByteOrder.nativeOrder());
        yield new Tensor.Fixed(fixed.name(), fixed.datatype(), shape, data);
      }
    };
  }
}
