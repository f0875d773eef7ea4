package dev.fairlead.runtime.onnx;

import ai.onnxruntime.OnnxJavaType;
import dev.fairlead.runtime.tensor.Datatype;
import java.util.Map;
import java.util.Optional;

/** ONNX Runtime's types and the protocol's. */
final class OnnxTypes {
  private static final Map<OnnxJavaType, Datatype> DATATYPES =
      Map.of(
          OnnxJavaType.BOOL, Datatype.BOOL,
          OnnxJavaType.UINT8, Datatype.UINT8,
          OnnxJavaType.INT8, Datatype.INT8,
          OnnxJavaType.INT16, Datatype.INT16,
          OnnxJavaType.INT32, Datatype.INT32,
          OnnxJavaType.INT64, Datatype.INT64,
          OnnxJavaType.FLOAT16, Datatype.FP16,
          OnnxJavaType.FLOAT, Datatype.FP32,
          OnnxJavaType.DOUBLE, Datatype.FP64,
          OnnxJavaType.STRING, Datatype.BYTES);

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
