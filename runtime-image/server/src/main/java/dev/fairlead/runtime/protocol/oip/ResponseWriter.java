package dev.fairlead.runtime.protocol.oip;

import dev.fairlead.runtime.protocol.Json;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes the protocol's answers. */
public final class ResponseWriter {
  private static final int BYTES_OF_A_NUMBER = 12;

  private ResponseWriter() {}

  /** {@code {"error": "…"}}. */
  public static byte[] error(String message) {
    return Json.object(256, json -> json.writeStringProperty("error", message));
  }

  /** {@code GET /v2}. */
  public static byte[] server(String version) {
    return Json.object(
        256,
        json -> {
          json.writeStringProperty("name", "fairlead");
          json.writeStringProperty("version", version);
          json.writeArrayPropertyStart("extensions");
          json.writeEndArray();
        });
  }

  /** {@code GET /v2/models/M}. */
  public static byte[] model(
      String name,
      @Nullable String version,
      String platform,
      List<TensorSpec> inputs,
      List<TensorSpec> outputs,
      Map<String, String> properties) {
    return Json.object(
        1_024,
        json -> {
          json.writeStringProperty("name", name);
          json.writeArrayPropertyStart("versions");
          if (version != null) {
            json.writeString(version);
          }
          json.writeEndArray();
          json.writeStringProperty("platform", platform);
          specs(json, "inputs", inputs);
          specs(json, "outputs", outputs);
          json.writeObjectPropertyStart("properties");
          properties.forEach((key, value) -> json.writeStringProperty(key, value));
          json.writeEndObject();
        });
  }

  /** {@code GET /v2/models/M/ready} and the like. */
  public static byte[] flag(String key, boolean value) {
    return Json.object(64, json -> json.writeBooleanProperty(key, value));
  }

  /** {@code POST /v2/models/M/infer}. */
  public static byte[] infer(
      String model, @Nullable String version, @Nullable String id, List<Tensor> outputs) {
    int numbers =
        outputs.stream()
            .mapToInt(
                o -> o instanceof Tensor.Fixed f ? f.data().remaining() / f.datatype().bytes() : 64)
            .sum();
    return Json.object(
        512 + numbers * BYTES_OF_A_NUMBER,
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

  private static void tensor(JsonGenerator json, Tensor tensor) {
    json.writeStartObject();
    json.writeStringProperty("name", tensor.name());
    json.writeStringProperty("datatype", tensor.datatype().name());
    shape(json, tensor.shape());
    json.writeArrayPropertyStart("data");
    switch (tensor) {
      case Tensor.Bytes bytes ->
          bytes.elements().forEach(e -> json.writeString(new String(e, StandardCharsets.UTF_8)));
      case Tensor.Fixed fixed ->
          numbers(json, fixed.datatype(), fixed.data().duplicate().order(ByteOrder.nativeOrder()));
    }
    json.writeEndArray();
    json.writeEndObject();
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
        case FP32 -> json.writeNumber(data.getFloat());
        case FP64 -> json.writeNumber(data.getDouble());
        case BYTES -> throw new IllegalStateException("strings are no numbers");
      }
    }
  }

  private static void specs(JsonGenerator json, String key, List<TensorSpec> specs) {
    json.writeArrayPropertyStart(key);
    for (TensorSpec spec : specs) {
      json.writeStartObject();
      json.writeStringProperty("name", spec.name());
      json.writeStringProperty("datatype", spec.datatype().name());
      shape(json, spec.shape());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void shape(JsonGenerator json, List<Long> shape) {
    json.writeArrayPropertyStart("shape");
    shape.forEach(d -> json.writeNumber(d.longValue()));
    json.writeEndArray();
  }
}
