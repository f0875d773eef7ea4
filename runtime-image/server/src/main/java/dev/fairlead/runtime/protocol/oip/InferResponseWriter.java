package dev.fairlead.runtime.protocol.oip;

import dev.fairlead.runtime.protocol.Json;
import dev.fairlead.runtime.protocol.Reply;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Halves;
import dev.fairlead.runtime.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes the answer to {@code POST /v2/models/M/infer}. */
public final class InferResponseWriter {
  private static final int BYTES_OF_A_NUMBER = 12;
  private static final int BYTES_OF_A_STRING = 64;

  private final BinaryOutputs binary;
  private final List<ByteBuffer> tail = new ArrayList<>();

  private InferResponseWriter(BinaryOutputs binary) {
    this.binary = binary;
  }

  /** The outputs in their order, each in the form that was asked for. */
  public static Reply write(
      String model,
      @Nullable String version,
      @Nullable String id,
      List<Tensor> outputs,
      BinaryOutputs binary) {
    var writer = new InferResponseWriter(binary);
    byte[] json = writer.json(model, version, id, outputs);
    return new Reply(json, writer.tail);
  }

  private byte[] json(
      String model, @Nullable String version, @Nullable String id, List<Tensor> outputs) {
    int size = outputs.stream().filter(o -> !binary.holds(o.name())).mapToInt(this::guess).sum();
    return Json.object(
        512 + size,
        json -> {
          json.writeStringProperty("model_name", model);
          if (version != null) {
            json.writeStringProperty("model_version", version);
          }
          if (id != null) {
            json.writeStringProperty("id", id);
          }
          json.writeArrayPropertyStart("outputs");
          outputs.forEach(output -> tensor(json, output));
          json.writeEndArray();
        });
  }

  private int guess(Tensor output) {
    return switch (output) {
      case Tensor.Fixed numbers ->
          numbers.data().remaining() / numbers.datatype().bytes() * BYTES_OF_A_NUMBER;
      case Tensor.Bytes strings -> strings.elements().size() * BYTES_OF_A_STRING;
    };
  }

  private void tensor(JsonGenerator json, Tensor tensor) {
    json.writeStartObject();
    json.writeStringProperty("name", tensor.name());
    json.writeStringProperty("datatype", tensor.datatype().name());
    shape(json, tensor.shape());
    if (binary.holds(tensor.name())) {
      ByteBuffer bytes = BinaryData.write(tensor);
      json.writeObjectPropertyStart("parameters");
      json.writeNumberProperty("binary_data_size", bytes.remaining());
      json.writeEndObject();
      tail.add(bytes);
    } else {
      json.writeArrayPropertyStart("data");
      data(json, tensor);
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void data(JsonGenerator json, Tensor tensor) {
    switch (tensor) {
      case Tensor.Bytes bytes ->
          bytes.elements().forEach(e -> json.writeString(new String(e, StandardCharsets.UTF_8)));
      case Tensor.Fixed fixed ->
          numbers(json, fixed.datatype(), fixed.data().duplicate().order(ByteOrder.nativeOrder()));
    }
  }

  private static void numbers(JsonGenerator json, Datatype datatype, ByteBuffer data) {
    while (data.hasRemaining()) {
      switch (datatype) {
        case BOOL -> json.writeBoolean(data.get() != 0);
        case INT8 -> json.writeNumber(data.get());
        case UINT8 -> json.writeNumber(Byte.toUnsignedInt(data.get()));
        case INT16 -> json.writeNumber(data.getShort());
        case UINT16 -> json.writeNumber(Short.toUnsignedInt(data.getShort()));
        case INT32 -> json.writeNumber(data.getInt());
        case UINT32 -> json.writeNumber(Integer.toUnsignedLong(data.getInt()));
        case INT64 -> json.writeNumber(data.getLong());
        case UINT64 -> json.writeRawValue(Long.toUnsignedString(data.getLong()));
        case FP16 -> json.writeNumber(Float.float16ToFloat(data.getShort()));
        case BF16 -> json.writeNumber(Halves.bf16ToFloat(data.getShort()));
        case FP32 -> json.writeNumber(data.getFloat());
        case FP64 -> json.writeNumber(data.getDouble());
        case BYTES -> throw new IllegalStateException("strings are no numbers");
      }
    }
  }

  static void shape(JsonGenerator json, List<Long> shape) {
    json.writeArrayPropertyStart("shape");
    shape.forEach(d -> json.writeNumber(d.longValue()));
    json.writeEndArray();
  }
}
