package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.oip.GRPCInferenceServiceGrpc;
import dev.fairlead.oip.InferTensorContents;
import dev.fairlead.oip.ModelInferRequest;
import dev.fairlead.oip.ModelInferRequest.InferInputTensor;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the server ends for clients that keep their connections. */
class GrpcDrainTest {
  private static final int CLIENTS = 4;
  private static final ModelInferRequest REQUEST =
      ModelInferRequest.newBuilder()
          .setModelName("m")
          .addInputs(
              InferInputTensor.newBuilder()
                  .setName("x")
                  .setDatatype("FP32")
                  .addShape(1)
                  .addShape(2)
                  .setContents(
                      InferTensorContents.newBuilder().addFp32Contents(1).addFp32Contents(-1)))
          .build();

  @TempDir Path folder;

  @Test
  void aSignalUnderLoadLosesNoCallThatHasAConnection() throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.write(model.resolve("model.onnx"), OnnxFiles.unary("Relu", OnnxFiles.FLOAT));
    var busy = new CountDownLatch(CLIENTS);
    try (var server = new ServerProcess(model, folder, Map.of()).awaitReady();
        var clients = Executors.newFixedThreadPool(CLIENTS)) {
      var ends = new ArrayList<Future<StatusRuntimeException>>();
      for (int i = 0; i < CLIENTS; i++) {
        ends.add(clients.submit(() -> callUntilRefused(server.grpcTarget(), busy)));
      }
      busy.await();

      server.terminate();

      for (Future<StatusRuntimeException> end : ends) {
        assertThat(end.get().getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(end.get()).hasRootCauseInstanceOf(ConnectException.class);
      }
      assertThat(server.exitCode()).isZero();
    }
  }

  /** The one error that is no loss: there is nobody to connect to any more. */
  private static StatusRuntimeException callUntilRefused(String target, CountDownLatch busy) {
    ManagedChannel channel = NettyChannelBuilder.forTarget(target).usePlaintext().build();
    var client = GRPCInferenceServiceGrpc.newBlockingStub(channel);
    try {
      for (int i = 0; ; i++) {
        assertThat(client.modelInfer(REQUEST).getOutputs(0).getContents().getFp32Contents(0))
            .isEqualTo(1);
        if (i == 10) {
          busy.countDown();
        }
      }
    } catch (StatusRuntimeException e) {
      return e;
    } finally {
      channel.shutdownNow();
    }
  }
}
