package dev.fairlead.bench;

import dev.fairlead.bench.model.Input;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How a server is asked, and where in its answer the numbers are. */
enum Dialect {
  /** Open Inference Protocol, with its extension for bytes. */
  OIP("/v2/models/m/infer", "/outputs/0/data"),
  /** Open Inference Protocol of a server without that extension: bytes as base64. */
  OIP_BASE64("/v2/models/m/infer", "/outputs/0/data"),
  /** OpenAI's embeddings, without {@code /v1}. */
  OPENAI("/embeddings", "/data/0/embedding"),
  /** JSON of a peer's own script. */
  PLAIN("/predict", "/y");

  private final String path;
  private final String numbers;

  Dialect(String path, String numbers) {
    this.path = path;
    this.numbers = numbers;
  }

  /** A whole HTTP request. */
  byte[] request(Input input) {
    return switch (input) {
      case Input.Text text -> post("", textJson(text.text()), new byte[0]);
      case Input.Floats floats -> tensorRequest(floats);
    };
  }

  /** Several texts in one request, by the Open Inference Protocol. */
  static byte[] texts(List<Input> inputs) {
    String data =
        inputs.stream()
            .map(input -> "\"" + ((Input.Text) input).text() + "\"")
            .collect(Collectors.joining(",", "[", "]"));
    String shape = "[" + inputs.size() + "]";
    return OIP.post("", tensor("text", "BYTES", shape, data), new byte[0]);
  }

  /** The same request with the time, for Fairlead's server, that its answer may take. */
  static byte[] within(Duration deadline, byte[] request) {
    byte[] header =
        ("x-request-timeout-ms: " + deadline.toMillis() + "\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    int line = 0;
    while (request[line] != '\n') {
      line++;
    }
    byte[] longer = new byte[request.length + header.length];
    System.arraycopy(request, 0, longer, 0, line + 1);
    System.arraycopy(header, 0, longer, line + 1, header.length);
    System.arraycopy(
        request, line + 1, longer, line + 1 + header.length, request.length - line - 1);
    return longer;
  }

  private byte[] tensorRequest(Input.Floats floats) {
    String shape = shape(floats);
    byte[] bytes = floats.binary() ? bytes(floats.values()) : new byte[0];
    return switch (this) {
      case OIP -> {
        if (!floats.binary()) {
          yield post("", tensor("x", "FP32", shape, array(floats.values())), bytes);
        }
        String head =
            "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":%s,\"parameters\":{\"binary_data_size\":%d}}]}"
                .formatted(shape, bytes.length);
        yield post("Inference-Header-Content-Length: " + head.length() + "\r\n", head, bytes);
      }
      case OIP_BASE64 ->
          post(
              "",
              floats.binary()
                  ? tensor("x", "BYTES", "[1]", "[\"" + base64(bytes) + "\"]")
                  : tensor("x", "FP32", shape, array(floats.values())),
              new byte[0]);
      case PLAIN ->
          post(
              "",
              floats.binary()
                  ? "{\"base64\":\"" + base64(bytes) + "\"}"
                  : "{\"x\":" + array(floats.values()) + "}",
              new byte[0]);
      case OPENAI -> throw new IllegalArgumentException("embeddings are made of texts");
    };
  }

  private String textJson(String text) {
    return switch (this) {
      case OIP, OIP_BASE64 -> tensor("text", "BYTES", "[1]", "[\"" + text + "\"]");
      case OPENAI -> "{\"model\":\"m\",\"input\":\"" + text + "\"}";
      case PLAIN -> "{\"text\":\"" + text + "\"}";
    };
  }

  private static String tensor(String name, String datatype, String shape, String data) {
    return "{\"inputs\":[{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":%s,\"data\":%s}]}"
        .formatted(name, datatype, shape, data);
  }

  private byte[] post(String header, String json, byte[] bytes) {
    String type = header.isEmpty() ? "application/json" : "application/octet-stream";
    byte[] start =
        "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: %s\r\n%sContent-Length: %d\r\n\r\n%s"
            .formatted(path, type, header, json.length() + bytes.length, json)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] request = Arrays.copyOf(start, start.length + bytes.length);
    System.arraycopy(bytes, 0, request, start.length, bytes.length);
    return request;
  }

  /**
   * The numbers of an answer.
   *
   * @throws IllegalStateException if there are none
   */
  float[] read(byte[] body) {
    JsonNode found = JsonMapper.shared().readTree(body).at(numbers);
    if (found.isEmpty()) {
      throw new IllegalStateException(
          "no numbers at " + numbers + " in " + new String(body, StandardCharsets.UTF_8));
    }
    float[] values = new float[found.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) found.get(i).asDouble();
    }
    return values;
  }

  private static String shape(Input.Floats floats) {
    return LongStream.of(floats.shape())
        .mapToObj(Long::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String array(float[] values) {
    return IntStream.range(0, values.length)
        .mapToObj(i -> Float.toString(values[i]))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static byte[] bytes(float[] values) {
    var buffer = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
