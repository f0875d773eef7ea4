package dev.fairlead.runtime.protocol.oip.proto;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.fairlead.oip.InferTensorContents;
import dev.fairlead.runtime.protocol.oip.BadRequest;
import dev.fairlead.runtime.protocol.oip.BinaryData;
import dev.fairlead.runtime.tensor.Buffers;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.PackedBytes;
import dev.fairlead.runtime.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Tensors in the fields that protocol buffers have for their elements. */
final class TypedContents {
  private TypedContents() {}

  static Tensor read(String name, Datatype datatype, List<Long> shape, InferTensorContents contents)
      throws BadRequest {
    if (datatype == Datatype.FP16 || datatype == Datatype.BF16) {
      throw new BadRequest(
          "the input '%s' is %s, which has no contents: write it to raw_input_contents"
              .formatted(name, datatype));
    }
    int count = count(datatype, contents);
    if (count != BinaryData.elements(name, shape) || count != count(contents)) {
      throw new BadRequest(
          "the contents of '%s' have %d elements of %s and %d others, its shape %s asks for %d"
              .formatted(
                  name,
                  count,
                  datatype,
                  count(contents) - count,
                  shape,
                  BinaryData.elements(name, shape)));
    }
    if (datatype == Datatype.BYTES) {
      BinaryData.checkStrings(name, count);
      return new Tensor.Bytes(name, shape, packed(contents.getBytesContentsList()));
    }
    return new Tensor.Fixed(name, datatype, shape, numbers(name, datatype, contents, count));
  }

  private static PackedBytes packed(List<ByteString> strings) {
    var packed = new PackedBytes.Builder();
    strings.forEach(string -> packed.add(string.toByteArray()));
    return packed.build();
  }

  private static int count(Datatype datatype, InferTensorContents contents) {
    return switch (datatype) {
      case BOOL -> contents.getBoolContentsCount();
      case INT8, INT16, INT32 -> contents.getIntContentsCount();
      case UINT8, UINT16, UINT32 -> contents.getUintContentsCount();
      case INT64 -> contents.getInt64ContentsCount();
      case UINT64 -> contents.getUint64ContentsCount();
      case FP32 -> contents.getFp32ContentsCount();
      case FP64 -> contents.getFp64ContentsCount();
      case BYTES -> contents.getBytesContentsCount();
      case FP16, BF16 -> 0;
    };
  }

  private static int count(InferTensorContents contents) {
    return contents.getBoolContentsCount()
        + contents.getIntContentsCount()
        + contents.getUintContentsCount()
        + contents.getInt64ContentsCount()
        + contents.getUint64ContentsCount()
        + contents.getFp32ContentsCount()
        + contents.getFp64ContentsCount()
        + contents.getBytesContentsCount();
  }

  private static ByteBuffer numbers(
      String name, Datatype datatype, InferTensorContents contents, int count) throws BadRequest {
    long size = (long) count * datatype.bytes();
    if (size > Integer.MAX_VALUE) {
      throw new BadRequest("the input '%s' is too large".formatted(name));
    }
    ByteBuffer data = Buffers.allocate((int) size);
    for (int i = 0; i < count; i++) {
      number(name, datatype, contents, i, data);
    }
    return data.flip();
  }

  private static void number(
      String name, Datatype datatype, InferTensorContents contents, int i, ByteBuffer data)
      throws BadRequest {
    switch (datatype) {
      case BOOL -> data.put((byte) (contents.getBoolContents(i) ? 1 : 0));
      case INT8 -> data.put((byte) signed(name, datatype, contents.getIntContents(i)));
      case INT16 -> data.putShort((short) signed(name, datatype, contents.getIntContents(i)));
      case INT32 -> data.putInt(contents.getIntContents(i));
      case UINT8 -> data.put((byte) unsigned(name, datatype, contents.getUintContents(i)));
      case UINT16 -> data.putShort((short) unsigned(name, datatype, contents.getUintContents(i)));
      case UINT32 -> data.putInt(contents.getUintContents(i));
      case INT64 -> data.putLong(contents.getInt64Contents(i));
      case UINT64 -> data.putLong(contents.getUint64Contents(i));
      case FP32 -> data.putFloat(contents.getFp32Contents(i));
      case FP64 -> data.putDouble(contents.getFp64Contents(i));
      case BYTES, FP16, BF16 -> throw new IllegalStateException("not among the numbers here");
    }
  }

  private static int signed(String name, Datatype datatype, int value) throws BadRequest {
    int unused = Integer.SIZE - datatype.bytes() * Byte.SIZE;
    if (value << unused >> unused != value) {
      throw outside(name, datatype, Integer.toString(value));
    }
    return value;
  }

  private static int unsigned(String name, Datatype datatype, int value) throws BadRequest {
    int unused = Integer.SIZE - datatype.bytes() * Byte.SIZE;
    if (value << unused >>> unused != value) {
      throw outside(name, datatype, Integer.toUnsignedString(value));
    }
    return value;
  }

  private static BadRequest outside(String name, Datatype datatype, String value) {
    return new BadRequest(
        "the contents of '%s' hold %s, which is no %s".formatted(name, value, datatype));
  }

  /** Of any datatype but the two that have no field. */
  static InferTensorContents write(Tensor tensor) {
    var contents = InferTensorContents.newBuilder();
    switch (tensor) {
      case Tensor.Bytes bytes ->
          bytes
              .elements()
              .forEach(e -> contents.addBytesContents(UnsafeByteOperations.unsafeWrap(e)));
      case Tensor.Fixed fixed -> {
        ByteBuffer data = fixed.data().duplicate().order(ByteOrder.nativeOrder());
        while (data.hasRemaining()) {
          add(contents, fixed.datatype(), data);
        }
      }
    }
    return contents.build();
  }

  private static void add(
      InferTensorContents.Builder contents, Datatype datatype, ByteBuffer data) {
    switch (datatype) {
      case BOOL -> contents.addBoolContents(data.get() != 0);
      case INT8 -> contents.addIntContents(data.get());
      case INT16 -> contents.addIntContents(data.getShort());
      case INT32 -> contents.addIntContents(data.getInt());
      case UINT8 -> contents.addUintContents(Byte.toUnsignedInt(data.get()));
      case UINT16 -> contents.addUintContents(Short.toUnsignedInt(data.getShort()));
      case UINT32 -> contents.addUintContents(data.getInt());
      case INT64 -> contents.addInt64Contents(data.getLong());
      case UINT64 -> contents.addUint64Contents(data.getLong());
      case FP32 -> contents.addFp32Contents(data.getFloat());
      case FP64 -> contents.addFp64Contents(data.getDouble());
      case BYTES, FP16, BF16 -> throw new IllegalStateException("has no field of numbers");
    }
  }
}
