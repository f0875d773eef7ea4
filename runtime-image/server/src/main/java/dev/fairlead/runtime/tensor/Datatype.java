package dev.fairlead.runtime.tensor;

import java.util.Arrays;
import java.util.Optional;

/** The datatypes of the Open Inference Protocol v2, by their names there. */
public enum Datatype {
  /** One byte, 0 or 1. */
  BOOL(1),
  UINT8(1),
  UINT16(2),
  UINT32(4),
  UINT64(8),
  INT8(1),
  INT16(2),
  INT32(4),
  INT64(8),
  /** IEEE 754 half precision. */
  FP16(2),
  /** The upper half of {@link #FP32}. */
  BF16(2),
  FP32(4),
  FP64(8),
  /** Strings of bytes, each of its own length. */
  BYTES(0);

  private final int bytes;

  Datatype(int bytes) {
    this.bytes = bytes;
  }

  /** The size of one element in bytes; 0 for {@link #BYTES}. */
  public int bytes() {
    return bytes;
  }

  /** By the protocol's name. */
  public static Optional<Datatype> of(String name) {
    return Arrays.stream(values()).filter(d -> d.name().equals(name)).findFirst();
  }
}
