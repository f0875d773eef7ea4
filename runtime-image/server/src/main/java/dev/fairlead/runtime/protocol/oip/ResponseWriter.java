package dev.fairlead.runtime.protocol.oip;

import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** Writes the protocol's answers. */
public final class ResponseWriter {
  private static final int BYTES_OF_A_NUMBER = 12;

  private ResponseWriter() {}

  /** {@code {"error": "…"}}. */
  public static byte[] error(String message) {
    return write(256, json -> text(json, "error", message));
  }

  /** {@code GET /v2}. */
  public static byte[] server(String version) {
    return write(
        256,
        json -> {
          text(json, "name", "fairlead");
          text(json, "version", version);
          json.writeName("extensions");
          json.writeStartArray();
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
    return write(
        1_024,
        json -> {
          text(json, "name", name);
          json.writeName("versions");
          json.writeStartArray();
          if (version != null) {
            json.writeString(version);
          }
          json.writeEndArray();
          text(json, "platform", platform);
          specs(json, "inputs", inputs);
          specs(json, "outputs", outputs);
          json.writeName("properties");
          json.writeStartObject();
          properties.forEach((key, value) -> text(json, key, value));
          json.writeEndObject();
        });
  }

  /** {@code GET /v2/models/M/ready} and the like. */
  public static byte[] flag(String key, boolean value) {
    return write(
        64,
        json -> {
          json.writeName(key);
          json.writeBoolean(value);
        });
  }

  /** {@code POST /v2/models/M/infer}. */
  public static byte[] infer(
      String model, @Nullable String version, @Nullable String id, List<Tensor> outputs) {
    int numbers =
        outputs.stream()
            .mapToInt(
                o -> o instanceof Tensor.Fixed f ? f.data().remaining() / f.datatype().bytes() : 64)
            .sum();
    return write(
        512 + numbers * BYTES_OF_A_NUMBER,
        json -> {
          text(json, "model_name", model);
          if (version != null) {
            text(json, "model_version", version);
          }
          if (id != null) {
            text(json, "id", id);
          }
          json.writeName("outputs");
          json.writeStartArray();
          outputs.forEach(output -> tensor(json, output));
          json.writeEndArray();
        });
  }

  private static void tensor(JsonGenerator json, Tensor tensor) {
    json.writeStartObject();
    text(json, "name", tensor.name());
    text(json, "datatype", tensor.datatype().name());
    shape(json, tensor.shape());
    json.writeName("data");
    json.writeStartArray();
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
    json.writeName(key);
    json.writeStartArray();
    for (TensorSpec spec : specs) {
      json.writeStartObject();
      text(json, "name", spec.name());
      text(json, "datatype", spec.datatype().name());
      shape(json, spec.shape());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void shape(JsonGenerator json, List<Long> shape) {
    json.writeName("shape");
    json.writeStartArray();
    shape.forEach(d -> json.writeNumber(d.longValue()));
    json.writeEndArray();
  }

  private static void text(JsonGenerator json, String key, String value) {
    json.writeName(key);
    json.writeString(value);
  }

  private static byte[] write(int size, Consumer<JsonGenerator> body) {
    var out = new ByteArrayOutputStream(size);
    try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      body.accept(json);
      json.writeEndObject();
    }
    return out.toByteArray();
  }
}
