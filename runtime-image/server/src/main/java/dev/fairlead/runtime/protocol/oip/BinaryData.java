package dev.fairlead.runtime.protocol.oip;

import dev.fairlead.runtime.tensor.Buffers;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.PackedBytes;
import dev.fairlead.runtime.tensor.Shapes;
import dev.fairlead.runtime.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Tensors as bytes: elements row by row, little-endian, without padding; each element of BYTES
 * behind its length in four bytes. The same in REST's binary extension and in gRPC's raw contents.
 */
public final class BinaryData {
  /** Elements of BYTES in one tensor: a run makes objects of all of them. */
  private static final int MOST_STRINGS = 65_536;

  private BinaryData() {}

  /**
   * A tensor from its bytes, which are copied once, out of the heap.
   *
   * @throws BadRequest if they are not exactly what the shape asks for
   */
  public static Tensor read(String name, Datatype datatype, List<Long> shape, ByteBuffer bytes)
      throws BadRequest {
    long elements = elements(name, shape);
    if (datatype == Datatype.BYTES) {
      return new Tensor.Bytes(name, shape, strings(name, shape, elements, bytes));
    }
    long size = size(name, datatype, shape);
    if (size != bytes.remaining()) {
      throw new BadRequest(
          "'%s' has %d bytes of data, its shape %s of %s asks for %d"
              .formatted(name, bytes.remaining(), shape, datatype, size));
    }
    ByteBuffer data = Buffers.allocate(bytes.remaining());
    return new Tensor.Fixed(name, datatype, shape, data.put(bytes).flip());
  }

  /** The bytes of a tensor; those of numbers are not copied. */
  public static ByteBuffer write(Tensor tensor) {
    return switch (tensor) {
      case Tensor.Fixed fixed -> fixed.data().duplicate();
      case Tensor.Bytes strings -> write(strings.elements());
    };
  }

  private static ByteBuffer write(List<byte[]> elements) {
    int size = elements.stream().mapToInt(e -> Integer.BYTES + e.length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    elements.forEach(e -> bytes.putInt(e.length).put(e));
    return bytes.flip();
  }

  private static List<byte[]> strings(
      String name, List<Long> shape, long expected, ByteBuffer bytes) throws BadRequest {
    ByteBuffer rest = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    checkStrings(name, expected);
    var strings = new PackedBytes.Builder();
    while (rest.hasRemaining()) {
      int length = rest.remaining() < Integer.BYTES ? -1 : rest.getInt();
      if (length < 0 || length > rest.remaining()) {
        throw new BadRequest(
            "element %d of '%s' is cut off: write its length as four bytes, little-endian, before it"
                .formatted(strings.size(), name));
      }
      var string = new byte[length];
      rest.get(string);
      strings.add(string);
      checkStrings(name, strings.size());
    }
    if (strings.size() != expected) {
      throw new BadRequest(
          "the data of '%s' has %d elements, its shape %s asks for %d"
              .formatted(name, strings.size(), shape, expected));
    }
    return strings.build();
  }

  /** Refuses more elements of BYTES than a tensor may have. */
  public static void checkStrings(String name, long elements) throws BadRequest {
    if (elements > MOST_STRINGS) {
      throw new BadRequest(
          "'%s' has more than %d elements of BYTES: send them in several requests"
              .formatted(name, MOST_STRINGS));
    }
  }

  /** How many elements a shape asks for. */
  public static long elements(String name, List<Long> shape) throws BadRequest {
    try {
      return Shapes.elements(shape);
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw impossible(name, shape);
    }
  }

  private static long size(String name, Datatype datatype, List<Long> shape) throws BadRequest {
    try {
      return Shapes.bytes(shape, datatype);
    } catch (ArithmeticException e) {
      throw impossible(name, shape);
    }
  }

  private static BadRequest impossible(String name, List<Long> shape) {
    return new BadRequest(
        "the shape %s of '%s' is not one that data can have".formatted(shape, name));
  }
}
