package dev.fairlead.runtime.tensor;

import java.nio.ByteBuffer;
import java.util.List;

/** A named array of one datatype. */
public sealed interface Tensor {
  /** As the model and the protocol know it. */
  String name();

  /** Of each element. */
  Datatype datatype();

  /** Dimensions, all at least 0, the outermost first. */
  List<Long> shape();

  /**
   * Elements of a fixed size.
   *
   * @param data in native byte order, row-major, from position 0 to its limit: exactly the
   *     elements; {@link Buffers} says where
   */
  record Fixed(String name, Datatype datatype, List<Long> shape, ByteBuffer data)
      implements Tensor {
    public Fixed {
      shape = List.copyOf(shape);
      if (data.remaining() != Shapes.bytes(shape, datatype)) {
        throw new IllegalArgumentException(
            name + ": " + data.remaining() + " bytes do not fill " + datatype + shape);
      }
    }
  }

  /** Elements that are strings of bytes, in row-major order. */
  record Bytes(String name, List<Long> shape, List<byte[]> elements) implements Tensor {
    public Bytes {
      shape = List.copyOf(shape);
      elements = elements instanceof PackedBytes ? elements : List.copyOf(elements);
      if (elements.size() != Shapes.elements(shape)) {
        throw new IllegalArgumentException(
            name + ": " + elements.size() + " elements do not fill " + shape);
      }
    }

    @Override
    public Datatype datatype() {
      return Datatype.BYTES;
    }
  }
}
