package dev.fairlead.runtime.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.fairlead.runtime.tensor.Datatype;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the tables in a model's file from which single rows are looked up, as those of a text
 * model's words: half of a small model's weights, of which requests touch little. They can be
 * mapped from the file, where other weights are packed anew for the processor.
 */
final class Tables {
  /** Smaller ones are not worth it. */
  private static final long LEAST_BYTES = 1 << 20;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final String LOOK_UP = "Gather";

  /** Of onnx.proto3's TensorProto.DataType those that such tables have. */
  private static final Map<Integer, Datatype> DATATYPES =
      Map.of(1, Datatype.FP32, 2, Datatype.UINT8, 3, Datatype.INT8, 10, Datatype.FP16);

  /**
   * One of them.
   *
   * @param offset of its first byte in the model's file
   */
  record Table(String name, Datatype datatype, List<Long> shape, long offset, long bytes) {}

  private final Map<String, Table> large = new HashMap<>();
  private final Set<String> lookedUp = new HashSet<>();
  private final Set<String> otherwise = new HashSet<>();

  private Tables() {}

  /** Of a file that {@link ExternalData} has read. */
  static List<Table> in(Path model) throws IOException {
    var tables = new Tables();
    try (InputStream in = Files.newInputStream(model)) {
      tables.model(CodedInputStream.newInstance(in, BUFFER_BYTES));
    }
    return tables.large.values().stream()
        .filter(table -> tables.lookedUp.contains(table.name()))
        .filter(table -> !tables.otherwise.contains(table.name()))
        .toList();
  }

  private void model(CodedInputStream data) throws IOException {
    for (int tag = data.readTag(); tag != 0; tag = data.readTag()) {
      if (isField(tag, 7)) {
        int limit = data.pushLimit(data.readRawVarint32());
        graph(data);
        data.popLimit(limit);
      } else {
        data.skipField(tag);
      }
    }
  }

  private void graph(CodedInputStream data) throws IOException {
    for (int tag = data.readTag(); tag != 0; tag = data.readTag()) {
      if (isField(tag, 1)) {
        int limit = data.pushLimit(data.readRawVarint32());
        node(data);
        data.popLimit(limit);
      } else if (isField(tag, 5)) {
        int limit = data.pushLimit(data.readRawVarint32());
        tensor(data).ifPresent(table -> large.put(table.name(), table));
        data.popLimit(limit);
      } else {
        data.skipField(tag);
      }
    }
  }

  private void node(CodedInputStream data) throws IOException {
    var inputs = new ArrayList<String>();
    String operator = "";
    String domain = "";
    for (int tag = data.readTag(); tag != 0; tag = data.readTag()) {
      if (isField(tag, 1)) {
        inputs.add(data.readString());
      } else if (isField(tag, 4)) {
        operator = data.readString();
      } else if (isField(tag, 7)) {
        domain = data.readString();
      } else {
        data.skipField(tag);
      }
    }
    if (operator.equals(LOOK_UP) && domain.isEmpty() && !inputs.isEmpty()) {
      lookedUp.add(inputs.removeFirst());
    }
    otherwise.addAll(inputs);
  }

  private static Optional<Table> tensor(CodedInputStream data) throws IOException {
    var shape = new ArrayList<Long>();
    int type = 0;
    String name = "";
    long offset = 0;
    int bytes = 0;
    for (int tag = data.readTag(); tag != 0; tag = data.readTag()) {
      if (isField(tag, 1)) {
        int limit = data.pushLimit(data.readRawVarint32());
        while (data.getBytesUntilLimit() > 0) {
          shape.add(data.readInt64());
        }
        data.popLimit(limit);
      } else if (WireFormat.getTagFieldNumber(tag) == 1) {
        shape.add(data.readInt64());
      } else if (WireFormat.getTagFieldNumber(tag) == 2) {
        type = data.readInt32();
      } else if (isField(tag, 8)) {
        name = data.readString();
      } else if (isField(tag, 9)) {
        bytes = data.readRawVarint32();
        offset = data.getTotalBytesRead();
        data.skipRawBytes(bytes);
      } else {
        data.skipField(tag);
      }
    }
    Datatype datatype = DATATYPES.get(type);
    // what is not whole is left to the engine, which says what is wrong with it
    return datatype == null || bytes < LEAST_BYTES || bytes(shape, datatype) != bytes
        ? Optional.empty()
        : Optional.of(new Table(name, datatype, List.copyOf(shape), offset, bytes));
  }

  /** Of a tensor; negative for one that cannot be. */
  private static long bytes(List<Long> shape, Datatype datatype) {
    long bytes = datatype.bytes();
    for (long dimension : shape) {
      if (dimension < 0 || dimension > Integer.MAX_VALUE || bytes > Integer.MAX_VALUE) {
        return -1;
      }
      bytes *= dimension;
    }
    return bytes;
  }

  private static boolean isField(int tag, int number) {
    return WireFormat.getTagFieldNumber(tag) == number
        && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }
}
