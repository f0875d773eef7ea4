package dev.fairlead.runtime.onnx;

import static java.util.Map.entry;

import ai.onnxruntime.OnnxJavaType;
import dev.fairlead.runtime.tensor.Datatype;
import java.util.Map;
import java.util.Optional;

/** ONNX Runtime's types and the protocol's. */
final class OnnxTypes {
  private static final Map<OnnxJavaType, Datatype> DATATYPES =
      Map.ofEntries(
          entry(OnnxJavaType.BOOL, Datatype.BOOL),
          entry(OnnxJavaType.UINT8, Datatype.UINT8),
          entry(OnnxJavaType.INT8, Datatype.INT8),
          entry(OnnxJavaType.INT16, Datatype.INT16),
          entry(OnnxJavaType.INT32, Datatype.INT32),
          entry(OnnxJavaType.INT64, Datatype.INT64),
          entry(OnnxJavaType.FLOAT16, Datatype.FP16),
          entry(OnnxJavaType.BFLOAT16, Datatype.BF16),
          entry(OnnxJavaType.FLOAT, Datatype.FP32),
          entry(OnnxJavaType.DOUBLE, Datatype.FP64),
          entry(OnnxJavaType.STRING, Datatype.BYTES));

  private OnnxTypes() {}

  static Optional<Datatype> datatype(OnnxJavaType type) {
    return Optional.ofNullable(DATATYPES.get(type));
  }

  static OnnxJavaType type(Datatype datatype) {
    return DATATYPES.entrySet().stream()
        .filter(e -> e.getValue() == datatype)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("ONNX models here take no " + datatype));
  }
}
