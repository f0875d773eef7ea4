package dev.fairlead.runtime.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fairlead.oip.GRPCInferenceServiceGrpc;
import dev.fairlead.oip.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.fairlead.oip.ModelInferRequest;
import dev.fairlead.oip.ModelInferResponse;
import dev.fairlead.runtime.engine.Cancellation;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients begin to send and do not end. */
@Timeout(120)
class ArrivalTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final int ROOM = 100_000;
  private static final int MANY = 100;
  private static final int TRIES = 20;

  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  private void run(String text, int batch, Cancellation cancellation) {
    if (text.equals("wait")) {
      running.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private TestGrpcServer server(Duration patience, int connections) throws Exception {
    return new TestGrpcServer(new GrpcApi.Limits(LONG, patience, ROOM, connections), this::run)
        .load();
  }

  /** As a stream, so that the client sends its head alone; gives how it ends. */
  private static CompletableFuture<Status> begin(ManagedChannel channel, boolean withMessage) {
    var ended = new CompletableFuture<Status>();
    ClientCall<ModelInferRequest, ModelInferResponse> call =
        channel.newCall(
            GRPCInferenceServiceGrpc.getModelInferMethod().toBuilder()
                .setType(MethodType.BIDI_STREAMING)
                .build(),
            CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            ended.complete(status);
          }
        },
        new Metadata());
    call.request(1);
    if (withMessage) {
      call.sendMessage(TestGrpcServer.request("a"));
    }
    return ended;
  }

  private static void isLate(CompletableFuture<Status> ended) {
    Status status = ended.join();
    assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(status.getDescription()).startsWith("the message took longer than");
  }

  @Test
  void aCallThatDoesNotComeToItsEndIsToldAndCutOff() throws Exception {
    try (var server = server(SHORT, MANY)) {
      isLate(begin(server.channel(), false));
      isLate(begin(server.channel(), true));

      server.awaitMetric("{code=\"504\",protocol=\"oip-grpc\"} 2.0");
    }
  }

  @Test
  void aMessageThatDoesNotComeToItsEndIsCutOff() throws Exception {
    try (var server = server(SHORT, MANY);
        var half = new HalfCall(server.api.port(), 1_000, 500)) {
      assertThat(half).isNotNull();
      server.awaitMetric("{code=\"504\",protocol=\"oip-grpc\"} 1.0");
      server.awaitMetric("fairlead_requests_in_flight 0.0");
    }
  }

  @Test
  void whoWaitsForAnAnswerIsNotCutOff() throws Exception {
    // long enough for a message to arrive on a machine that is busy
    try (var server = server(SHORT.multipliedBy(10), MANY)) {
      var answer =
          GRPCInferenceServiceGrpc.newFutureStub(server.channel())
              .modelInfer(TestGrpcServer.request("wait"));
      running.await();
      // begun later: when it is cut off, the other one is older than that
      isLate(begin(server.channel(), false));

      goOn.countDown();

      assertThat(answer.get().getOutputsCount()).isEqualTo(1);
    }
  }

  @Test
  void halfMessagesFillOnlySoMuchMemory() throws Exception {
    try (var server = server(LONG, MANY)) {
      var client = server.client();
      ModelInferRequest large = TestGrpcServer.request("a".repeat(ROOM / 2));
      assertThat(client.modelInfer(large).getOutputsCount()).isEqualTo(1);
      StatusRuntimeException refused = null;
      while (refused == null) {
        // one that meets a large request is refused itself: then another one
        try (var half = new HalfCall(server.api.port(), 90_000, 60_000)) {
          assertThat(half).isNotNull();
          for (int tries = 0; refused == null && tries < TRIES; tries++) {
            refused = refusal(client, large);
          }
          untilAnswered(client, TestGrpcServer.request("a"));
        }
      }
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(refused.getStatus().getDescription())
          .startsWith("too many large requests at the same time");
      untilAnswered(client, large);
    }
  }

  private static void untilAnswered(
      GRPCInferenceServiceBlockingStub client, ModelInferRequest request) {
    StatusRuntimeException refused = refusal(client, request);
    while (refused != null) {
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      refused = refusal(client, request);
    }
  }

  private static StatusRuntimeException refusal(
      GRPCInferenceServiceBlockingStub client, ModelInferRequest request) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> client.modelInfer(request));
  }

  @Test
  void messagesInTinyPartsTakeWhatTheseTake() {
    var held = new Held(ROOM);
    var incoming = new Incoming(held);
    var refused = new CountDownLatch(1);
    incoming.begin(refused::countDown);

    int parts = 0;
    while (refused.getCount() > 0) {
      incoming.inboundWireSize(1);
      parts++;
    }

    assertThat(parts).isLessThan(ROOM / 100);
    incoming.streamClosed(Status.CANCELLED);
    assertThat(held.take(ROOM)).isTrue();
  }

  @Test
  void aMessageOfAStreamIsNeverLarge() throws Exception {
    try (var server = server(LONG, MANY)) {
      var ended = new CompletableFuture<Status>();
      StreamObserver<ServerReflectionRequest> ask =
          ServerReflectionGrpc.newStub(server.channel())
              .serverReflectionInfo(
                  new StreamObserver<ServerReflectionResponse>() {
                    @Override
                    public void onNext(ServerReflectionResponse answer) {}

                    @Override
                    public void onError(Throwable e) {
                      ended.complete(Status.fromThrowable(e));
                    }

                    @Override
                    public void onCompleted() {
                      ended.complete(Status.OK);
                    }
                  });

      ask.onNext(
          ServerReflectionRequest.newBuilder()
              .setFileByFilename("a".repeat(Incoming.MOST_OF_STREAM))
              .build());

      assertThat(ended.join().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }
  }

  @Test
  void aDrainDoesNotWaitForMessagesThatNeverCome() throws Exception {
    try (var server = server(LONG, MANY)) {
      CompletableFuture<Status> ended = begin(server.channel(), false);
      server.awaitMetric("fairlead_requests_in_flight 1.0");

      server.api.shutdown(LONG);

      assertThat(ended.join().isOk()).isFalse();
    }
  }

  @Test
  void whoComesWhenThereAreTooManyConnectionsIsCutOff() throws Exception {
    try (var server = server(LONG, 1)) {
      ManagedChannel first = server.channel();
      ModelInferRequest request = TestGrpcServer.request("a");
      var second = GRPCInferenceServiceGrpc.newBlockingStub(server.channel());
      assertThat(GRPCInferenceServiceGrpc.newBlockingStub(first).modelInfer(request)).isNotNull();

      assertThat(refusal(second, request).getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);

      first.shutdownNow();
      assertThat(second.withWaitForReady().modelInfer(request).getOutputsCount()).isEqualTo(1);
    }
  }
}
