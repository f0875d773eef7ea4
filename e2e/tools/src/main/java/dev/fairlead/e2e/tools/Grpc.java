package dev.fairlead.e2e.tools;

import com.google.protobuf.ByteString;
import dev.fairlead.oip.GRPCInferenceServiceGrpc;
import dev.fairlead.oip.InferTensorContents;
import dev.fairlead.oip.ModelInferRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The Open Inference Protocol by gRPC, one connection as long as it lasts. What is sent again is
 * what the library does for every user of it: a call that no server ever saw, such as one that met
 * its connection's GOAWAY before it left (a transparent retry, which goes away with {@code
 * disableRetry}). A call that a server has seen is never sent again.
 */
final class Grpc implements Caller {
  private static final Metadata.Key<String> REVISION =
      Metadata.Key.of("fairlead-revision", Metadata.ASCII_STRING_MARSHALLER);
  private static final int TIMEOUT_SECONDS = 10;

  private final ManagedChannel channel;
  private final ModelInferRequest request;

  Grpc(String target, String model, String text) {
    channel =
        NettyChannelBuilder.forTarget(target).usePlaintext().disableServiceConfigLookUp().build();
    request =
        ModelInferRequest.newBuilder()
            .setModelName(model)
            .addInputs(
                ModelInferRequest.InferInputTensor.newBuilder()
                    .setName("text")
                    .setDatatype("BYTES")
                    .addShape(1)
                    .setContents(
                        InferTensorContents.newBuilder()
                            .addBytesContents(ByteString.copyFromUtf8(text))))
            .build();
  }

  @Override
  public Answer call(Map<String, String> headers) throws IOException {
    var sent = new Metadata();
    headers.forEach(
        (name, value) -> sent.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
    var received = new AtomicReference<Metadata>();
    var trailers = new AtomicReference<Metadata>();
    try {
      var unused =
          GRPCInferenceServiceGrpc.newBlockingStub(channel)
              .withWaitForReady()
              .withInterceptors(
                  MetadataUtils.newAttachHeadersInterceptor(sent),
                  MetadataUtils.newCaptureMetadataInterceptor(received, trailers))
              .withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS)
              .modelInfer(request);
    } catch (StatusRuntimeException e) {
      throw new IOException("gRPC " + e.getStatus(), e);
    }
    Metadata found = received.get();
    String revision = found == null ? null : found.get(REVISION);
    return new Answer(revision == null ? "" : revision, false);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
