package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.oip.GRPCInferenceServiceGrpc;
import dev.fairlead.oip.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.fairlead.oip.InferTensorContents;
import dev.fairlead.oip.ModelInferRequest;
import dev.fairlead.oip.ModelInferRequest.InferInputTensor;
import dev.fairlead.oip.ModelInferResponse;
import dev.fairlead.runtime.testsupport.ServerProcess;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The model of {@link OnnxFiles#steps()}, which takes as long as its request says, and requests to
 * it whose answers differ from each other.
 */
final class Steps {
  /** More than any machine does while a test runs. */
  static final long FOREVER = 1L << 40;

  private Steps() {}

  /** A server of it, ready. */
  static ServerProcess serve(Path folder, Map<String, String> environment) throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.write(model.resolve("model.onnx"), OnnxFiles.steps());
    return new ServerProcess(model, folder, environment).awaitReady();
  }

  static String json(int x, long steps) {
    return """
        {"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[%d,%d]},\
        {"name":"n","datatype":"INT64","shape":[1],"data":[%d]}]}"""
        .formatted(x, -x, steps);
  }

  static ModelInferRequest message(int x, long steps) {
    return ModelInferRequest.newBuilder()
        .setModelName("m")
        .addInputs(
            InferInputTensor.newBuilder()
                .setName("x")
                .setDatatype("FP32")
                .addShape(1)
                .addShape(2)
                .setContents(
                    InferTensorContents.newBuilder().addFp32Contents(x).addFp32Contents(-x)))
        .addInputs(
            InferInputTensor.newBuilder()
                .setName("n")
                .setDatatype("INT64")
                .addShape(1)
                .setContents(InferTensorContents.newBuilder().addInt64Contents(steps)))
        .build();
  }

  static ManagedChannel channel(ServerProcess server) {
    return NettyChannelBuilder.forTarget(server.grpcTarget()).usePlaintext().build();
  }

  static GRPCInferenceServiceBlockingStub client(Channel channel) {
    return GRPCInferenceServiceGrpc.newBlockingStub(channel);
  }

  /** Asks, and compares the answer with what it must be. */
  static void ask(Wire wire, int x, int steps) throws IOException {
    check(wire.send(Wire.inference(json(x, steps))).receive(), x, steps);
  }

  static void check(Wire.Answer answer, int x, int steps) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"data\":[%s,%s]".formatted((float) (x + steps), (float) (steps - x)));
  }

  static void check(ModelInferResponse answer, int x, int steps) {
    assertThat(answer.getOutputs(0).getContents().getFp32ContentsList())
        .containsExactly((float) (x + steps), (float) (steps - x));
  }
}
