package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.fairlead.oip.GRPCInferenceServiceGrpc;
import dev.fairlead.oip.ModelInferRequest;
import dev.fairlead.oip.ModelInferRequest.InferInputTensor;
import dev.fairlead.oip.ModelInferResponse;
import dev.fairlead.runtime.testsupport.ServerProcess;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every datatype that ONNX Runtime's API has, through the engine and back, by each protocol. */
class DatatypesServerTest {
  /**
   * Two elements of a type.
   *
   * @param onnx its number in onnx.proto3
   */
  private record Sample(int onnx, String datatype, String json, String hex) {
    byte[] bytes() {
      return HexFormat.of().parseHex(hex);
    }
  }

  private static final List<Sample> SAMPLES =
      List.of(
          new Sample(9, "BOOL", "true,false", "0100"),
          new Sample(2, "UINT8", "0,255", "00ff"),
          new Sample(3, "INT8", "-128,127", "807f"),
          new Sample(5, "INT16", "-32768,32767", "0080ff7f"),
          new Sample(6, "INT32", "-2147483648,2147483647", "00000080ffffff7f"),
          new Sample(
              7,
              "INT64",
              "9007199254740993,-9223372036854775808",
              "01000000000020000000000000000080"),
          new Sample(10, "FP16", "1.0,-65504.0", "003cfffb"),
          new Sample(16, "BF16", "1.0,\"-Infinity\"", "803f80ff"),
          new Sample(1, "FP32", "0.1,\"NaN\"", "cdcccc3d0000c07f"),
          new Sample(11, "FP64", "0.1,\"Infinity\"", "9a9999999999b93f000000000000f07f"),
          new Sample(8, "BYTES", "\"\",\"grüß\"", "00000000" + "06000000" + "6772c3bcc39f"));

  @TempDir static Path folder;
  static ServerProcess server;

  @BeforeAll
  static void start() throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.write(
        model.resolve("model.onnx"),
        OnnxFiles.identities(SAMPLES.stream().mapToInt(Sample::onnx).toArray()));
    server = new ServerProcess(model, folder, Map.of()).awaitReady();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void asJson() throws Exception {
    HttpResponse<String> answer =
        server.post("/v2/models/m/infer", "{\"inputs\":[%s]}".formatted(json("x")));

    assertThat(answer.body())
        .isEqualTo("{\"model_name\":\"m\",\"outputs\":[%s]}".formatted(json("y")));
  }

  private static String json(String prefix) {
    return SAMPLES.stream()
        .map(
            s ->
                "{\"name\":\"%s%d\",\"datatype\":\"%s\",\"shape\":[1,2],\"data\":[%s]}"
                    .formatted(prefix, s.onnx(), s.datatype(), s.json()))
        .collect(Collectors.joining(","));
  }

  @Test
  void asBytes() throws Exception {
    var bytes = new ByteArrayOutputStream();
    SAMPLES.forEach(s -> bytes.writeBytes(s.bytes()));
    String json =
        "{\"parameters\":{\"binary_data_output\":true},\"inputs\":[%s]}".formatted(binary("x"));

    HttpResponse<byte[]> answer =
        server.postBytes(
            "/v2/models/m/infer", json.getBytes(StandardCharsets.UTF_8), bytes.toByteArray());

    String head = "{\"model_name\":\"m\",\"outputs\":[%s]}".formatted(binary("y"));
    assertThat(new String(answer.body(), 0, head.length(), StandardCharsets.UTF_8)).isEqualTo(head);
    assertThat(answer.body()).hasSize(head.length() + bytes.size()).endsWith(bytes.toByteArray());
  }

  /** ONNX Runtime's strings are text: other bytes would come back as other ones. */
  @Test
  void bytesThatAreNoTextAreRefused() throws Exception {
    Map<Integer, byte[]> given =
        SAMPLES.stream()
            .collect(
                Collectors.toMap(
                    Sample::onnx,
                    s ->
                        s.datatype().equals("BYTES")
                            ? HexFormat.of().parseHex("0000000001000000ff")
                            : s.bytes()));
    var bytes = new ByteArrayOutputStream();
    SAMPLES.forEach(s -> bytes.writeBytes(given.get(s.onnx())));
    String inputs =
        SAMPLES.stream()
            .map(
                s ->
                    "{\"name\":\"x%d\",\"datatype\":\"%s\",\"shape\":[1,2],\"parameters\":{\"binary_data_size\":%d}}"
                        .formatted(s.onnx(), s.datatype(), given.get(s.onnx()).length))
            .collect(Collectors.joining(","));

    HttpResponse<byte[]> answer =
        server.postBytes(
            "/v2/models/m/infer",
            "{\"inputs\":[%s]}".formatted(inputs).getBytes(StandardCharsets.UTF_8),
            bytes.toByteArray());

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .contains("element 1 of the input 'x8' is not text in UTF-8");
  }

  private static String binary(String prefix) {
    return SAMPLES.stream()
        .map(
            s ->
                "{\"name\":\"%s%d\",\"datatype\":\"%s\",\"shape\":[1,2],\"parameters\":{\"binary_data_size\":%d}}"
                    .formatted(prefix, s.onnx(), s.datatype(), s.bytes().length))
        .collect(Collectors.joining(","));
  }

  @Test
  void byGrpc() {
    var request = ModelInferRequest.newBuilder().setModelName("m").setId("7");
    for (Sample sample : SAMPLES) {
      request.addInputs(
          InferInputTensor.newBuilder()
              .setName("x" + sample.onnx())
              .setDatatype(sample.datatype())
              .addShape(1)
              .addShape(2));
      request.addRawInputContents(ByteString.copyFrom(sample.bytes()));
    }
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(server.grpcTarget()).usePlaintext().build();

    ModelInferResponse answer =
        GRPCInferenceServiceGrpc.newBlockingStub(channel).modelInfer(request.build());

    channel.shutdownNow();
    assertThat(answer.getId()).isEqualTo("7");
    assertThat(answer.getOutputsList())
        .extracting(o -> o.getName() + " " + o.getDatatype() + o.getShapeList())
        .containsExactlyElementsOf(
            SAMPLES.stream().map(s -> "y" + s.onnx() + " " + s.datatype() + "[1, 2]").toList());
    assertThat(answer.getRawOutputContentsList())
        .containsExactlyElementsOf(
            SAMPLES.stream().map(s -> ByteString.copyFrom(s.bytes())).toList());
  }
}
