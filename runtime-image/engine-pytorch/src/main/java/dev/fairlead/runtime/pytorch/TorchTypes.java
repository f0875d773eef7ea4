package dev.fairlead.runtime.pytorch;

import static java.util.Map.entry;

import ai.djl.ndarray.types.DataType;
import dev.fairlead.runtime.tensor.Datatype;
import java.util.Map;
import java.util.stream.Collectors;

/** The datatypes that DJL hands to LibTorch and back; it ends the process over any other. */
final class TorchTypes {
  private static final Map<Datatype, DataType> TYPES =
      Map.ofEntries(
          entry(Datatype.BOOL, DataType.BOOLEAN),
          entry(Datatype.UINT8, DataType.UINT8),
          entry(Datatype.INT8, DataType.INT8),
          entry(Datatype.INT32, DataType.INT32),
          entry(Datatype.INT64, DataType.INT64),
          entry(Datatype.FP16, DataType.FLOAT16),
          entry(Datatype.FP32, DataType.FLOAT32),
          entry(Datatype.FP64, DataType.FLOAT64));

  private TorchTypes() {}

  static boolean has(Datatype datatype) {
    return TYPES.containsKey(datatype);
  }

  static String names() {
    return TYPES.keySet().stream().sorted().map(Datatype::name).collect(Collectors.joining(", "));
  }

  static DataType type(Datatype datatype) {
    DataType type = TYPES.get(datatype);
    if (type == null) {
      throw new IllegalArgumentException("TorchScript here takes no " + datatype);
    }
    return type;
  }
}
