package dev.fairlead.runtime.protocol.oip;

import dev.fairlead.runtime.protocol.Json;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes the protocol's answers, but for those to an inference. */
public final class ResponseWriter {
  /** The server's name. */
  public static final String SERVER = "fairlead";

  private ResponseWriter() {}

  /** {@code {"error": "…"}}. */
  public static byte[] error(String message) {
    return Json.object(256, json -> json.writeStringProperty("error", message));
  }

  /** {@code GET /v2}. */
  public static byte[] server(String serverVersion) {
    return Json.object(
        256,
        json -> {
          json.writeStringProperty("name", SERVER);
          json.writeStringProperty("version", serverVersion);
          json.writeArrayPropertyStart("extensions");
          Extensions.SERVED.forEach(json::writeString);
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

  /** {@code GET /v2/health/live} and {@code ready}. */
  public static byte[] flag(String key, boolean value) {
    return Json.object(64, json -> json.writeBooleanProperty(key, value));
  }

  /** {@code GET /v2/models/M/ready}. */
  public static byte[] modelReady(String name, boolean ready) {
    return Json.object(
        128,
        json -> {
          json.writeStringProperty("name", name);
          json.writeBooleanProperty("ready", ready);
        });
  }

  private static void specs(JsonGenerator json, String key, List<TensorSpec> specs) {
    json.writeArrayPropertyStart(key);
    for (TensorSpec spec : specs) {
      json.writeStartObject();
      json.writeStringProperty("name", spec.name());
      json.writeStringProperty("datatype", spec.datatype().name());
      InferResponseWriter.shape(json, spec.shape());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
