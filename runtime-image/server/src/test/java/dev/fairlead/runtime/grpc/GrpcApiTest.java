package dev.fairlead.runtime.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fairlead.oip.GRPCInferenceServiceGrpc;
import dev.fairlead.oip.ModelInferRequest;
import dev.fairlead.oip.ModelInferResponse;
import dev.fairlead.oip.ModelMetadataRequest;
import dev.fairlead.oip.ModelMetadataResponse;
import dev.fairlead.oip.ModelReadyRequest;
import dev.fairlead.oip.ServerLiveRequest;
import dev.fairlead.oip.ServerMetadataRequest;
import dev.fairlead.oip.ServerReadyRequest;
import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.RunException;
import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** gRPC as its clients see it: a real port, a real client, and a task that does what it is told. */
@Timeout(120)
class GrpcApiTest {
  private static final Duration LONG = Duration.ofHours(1);

  /** What a run waits for, if its text says so. */
  private final CountDownLatch running = new CountDownLatch(1);

  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  private void run(String text, int batch, Cancellation cancellation) throws RunException {
    switch (text) {
      case "wait" -> {
        running.countDown();
        await(goOn);
      }
      case "until cancelled" -> {
        cancellation.onCancel(stopped::countDown);
        running.countDown();
        await(stopped);
        throw new RunException("stopped", null);
      }
      case "fail" -> throw new RunException("no such element", null);
      default -> {
        // answers at once
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private TestGrpcServer server() throws Exception {
    return new TestGrpcServer(LONG, this::run);
  }

  private static StatusRuntimeException refused(Runnable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::run);
  }

  @Test
  void allSixMethodsAnswer() throws Exception {
    try (var server = server().load()) {
      var client = server.client();

      assertThat(client.serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
      assertThat(client.serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isTrue();
      assertThat(client.modelReady(ModelReadyRequest.newBuilder().setName("m").build()).getReady())
          .isTrue();
      assertThat(
              client.serverMetadata(ServerMetadataRequest.getDefaultInstance()).getExtensionsList())
          .containsExactly("binary_tensor_data");
      ModelMetadataResponse model =
          client.modelMetadata(ModelMetadataRequest.newBuilder().setName("m").build());
      assertThat(model.getPlatform()).isEqualTo("onnx_onnxv1");
      assertThat(model.getInputs(0).getName()).isEqualTo("x");
      assertThat(model.getInputs(0).getShapeList()).containsExactly(-1L);
      ModelInferResponse answer = client.modelInfer(TestGrpcServer.request("a"));
      assertThat(answer.getOutputs(0).getContents().getBytesContents(0).toStringUtf8())
          .isEqualTo("a");
    }
  }

  @Test
  void answersAndErrorsNameTheRevision() throws Exception {
    try (var server = server().load()) {
      var headers = new AtomicReference<Metadata>();
      var trailers = new AtomicReference<Metadata>();
      var key = Metadata.Key.of("fairlead-revision", Metadata.ASCII_STRING_MARSHALLER);
      var client =
          server
              .client()
              .withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));

      client.modelInfer(TestGrpcServer.request("a"));
      assertThat(headers.get().get(key)).isEqualTo("m-abc");

      refused(() -> client.modelInfer(TestGrpcServer.request("fail")));
      assertThat(trailers.get().get(key)).isEqualTo("m-abc");
    }
  }

  @Test
  void beforeTheModelIsReadyItIsUnavailableAndHealthSaysSo() throws Exception {
    try (var server = server()) {
      var client = server.client();

      assertThat(client.serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
      assertThat(client.serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isFalse();
      StatusRuntimeException refused =
          refused(() -> client.modelInfer(TestGrpcServer.request("a")));
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(refused.getTrailers().get(Codes.PUSHBACK)).isEqualTo("1000");
      var health = HealthGrpc.newBlockingStub(server.channel());
      Iterator<HealthCheckResponse> watch =
          health.watch(
              HealthCheckRequest.newBuilder().setService("inference.GRPCInferenceService").build());
      assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);

      server.load();

      assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.SERVING);
      assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
          .isEqualTo(ServingStatus.SERVING);
    }
  }

  @Test
  void reflectionNamesTheService() throws Exception {
    try (var server = server()) {
      BlockingQueue<ServerReflectionResponse> answers = new LinkedBlockingQueue<>();
      StreamObserver<ServerReflectionRequest> ask =
          ServerReflectionGrpc.newStub(server.channel())
              .serverReflectionInfo(
                  new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse answer) {
                      answers.add(answer);
                    }

                    @Override
                    public void onError(Throwable e) {}

                    @Override
                    public void onCompleted() {}
                  });

      ask.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());

      assertThat(answers.take().getListServicesResponse().getServiceList())
          .extracting(s -> s.getName())
          .contains("inference.GRPCInferenceService", "grpc.health.v1.Health");
      ask.onCompleted();
    }
  }

  @Test
  void wrongRequestsAreToldWhatIsWrong() throws Exception {
    try (var server = server().load()) {
      var client = server.client();

      refused(
          client,
          TestGrpcServer.request("a").toBuilder().setModelName("z").build(),
          "NOT_FOUND",
          "there is no model 'z' here, only 'm'");
      refused(
          client,
          TestGrpcServer.request("a").toBuilder().setModelVersion("3").build(),
          "NOT_FOUND",
          "there is no version '3' of 'm' here, leave it out");
      refused(
          client,
          TestGrpcServer.request("a").toBuilder().clearInputs().build(),
          "INVALID_ARGUMENT",
          "the input 'x' is missing");
      refused(
          client, TestGrpcServer.request("fail"), "INTERNAL", "the model failed: no such element");
      refused(
          client,
          TestGrpcServer.request("a".repeat(100_000)),
          "RESOURCE_EXHAUSTED",
          "gRPC message exceeds maximum size 100000");
    }
  }

  private static void refused(
      GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub client,
      ModelInferRequest request,
      String code,
      String message) {
    Status status = refused(() -> client.modelInfer(request)).getStatus();
    assertThat(status.getCode().name()).isEqualTo(code);
    assertThat(status.getDescription()).startsWith(message);
  }

  @Test
  void aDeadlineStopsTheRun() throws Exception {
    try (var server = server().load()) {
      var client = server.client();
      do { // the time of the first may be over before it is connected, or has its turn
        var hasty = client.withDeadlineAfter(200, TimeUnit.MILLISECONDS);
        StatusRuntimeException refused =
            refused(() -> hasty.modelInfer(TestGrpcServer.request("until cancelled")));
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      } while (running.getCount() > 0);

      stopped.await();
      server.awaitMetric("fairlead_requests_total{code=\"504\",protocol=\"oip-grpc\"} ");
    }
  }

  @Test
  void aClientThatGoesStopsTheRun() throws Exception {
    try (var server = server().load()) {
      var context = Context.current().withCancellation();
      var client = server.client();
      var call =
          Thread.ofVirtual()
              .start(
                  () ->
                      context.run(
                          () ->
                              refused(
                                  () ->
                                      client.modelInfer(
                                          TestGrpcServer.request("until cancelled")))));
      running.await();

      context.cancel(null);

      stopped.await();
      call.join();
      server.awaitMetric("fairlead_requests_total{code=\"499\",protocol=\"oip-grpc\"} 1.0");
    }
  }

  @Test
  void aDrainLosesNothingAndDoesNotWaitForWatchers() throws Exception {
    try (var server = server().load()) {
      HealthGrpc.newBlockingStub(server.channel())
          .watch(HealthCheckRequest.getDefaultInstance())
          .next();
      var answer =
          GRPCInferenceServiceGrpc.newFutureStub(server.channel())
              .modelInfer(TestGrpcServer.request("wait"));
      running.await();

      server.api.goAway();
      var drained = Thread.ofVirtual().start(() -> server.api.shutdown(LONG));
      assertThat(refused(() -> server.client().modelInfer(TestGrpcServer.request("a"))).getStatus())
          .extracting(Status::getCode)
          .isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(answer).isNotDone();
      goOn.countDown();

      assertThat(answer.get().getOutputsCount()).isEqualTo(1);
      drained.join();
    }
  }

  @Test
  void aConnectionEndsWithAgeAndTheNextCallHasANewOne() throws Exception {
    try (var server = new TestGrpcServer(Duration.ofMillis(50), this::run).load()) {
      ManagedChannel channel = server.channel();
      var client = GRPCInferenceServiceGrpc.newBlockingStub(channel);
      client.modelInfer(TestGrpcServer.request("a"));

      awaitIdle(channel);

      assertThat(client.modelInfer(TestGrpcServer.request("a")).getOutputsCount()).isEqualTo(1);
    }
  }

  @Test
  void whileOthersHaveTheRequestsEachConnectionEndsAndNoCallIsLost() throws Exception {
    try (var server = server().load()) {
      ManagedChannel channel = server.channel();
      var client = GRPCInferenceServiceGrpc.newBlockingStub(channel);
      var answer =
          GRPCInferenceServiceGrpc.newFutureStub(channel)
              .modelInfer(TestGrpcServer.request("wait"));
      running.await();

      server.gate.retired = true;
      awaitIdle(channel);
      assertThat(answer).isNotDone();
      goOn.countDown();
      assertThat(answer.get().getOutputsCount()).isEqualTo(1);

      // who comes back is answered, and sent away again
      for (int i = 0; i < 3; i++) {
        assertThat(client.modelInfer(TestGrpcServer.request("a")).getOutputsCount()).isEqualTo(1);
        awaitIdle(channel);
      }
    }
  }

  /** Calls without a pause, so that some are on their way whenever a connection ends. */
  @Test
  void callsThatMeetTheEndOfAConnectionAreAnsweredToo() throws Exception {
    try (var server = server().load()) {
      ManagedChannel channel = server.channel();
      var client = GRPCInferenceServiceGrpc.newBlockingStub(channel);
      client.modelInfer(TestGrpcServer.request("a"));
      var ends = new CountDownLatch(3);
      countEnds(channel, ends);

      server.gate.retired = true;

      while (ends.getCount() > 0) {
        assertThat(client.modelInfer(TestGrpcServer.request("a")).getOutputsCount()).isEqualTo(1);
      }
    }
  }

  private static void awaitIdle(ManagedChannel channel) throws InterruptedException {
    var gone = new CountDownLatch(1);
    whenIdle(channel, gone);
    gone.await();
  }

  private static void countEnds(ManagedChannel channel, CountDownLatch ends) {
    ConnectivityState state = channel.getState(false);
    channel.notifyWhenStateChanged(
        state,
        () -> {
          if (state == ConnectivityState.READY) {
            ends.countDown();
          }
          countEnds(channel, ends);
        });
  }

  /** A channel is idle again when its server has sent it away. */
  private static void whenIdle(ManagedChannel channel, CountDownLatch gone) {
    ConnectivityState state = channel.getState(false);
    if (state == ConnectivityState.IDLE) {
      gone.countDown();
    } else {
      channel.notifyWhenStateChanged(state, () -> whenIdle(channel, gone));
    }
  }

  @Test
  void messagesMayFillOnlySoMuchMemory() {
    var held = new Held(100);

    assertThat(held.take(60)).isTrue();
    assertThat(held.take(40)).isTrue();
    assertThat(held.take(1)).isFalse();
    held.give(60);
    assertThat(held.take(61)).isFalse();
    assertThat(held.take(60)).isTrue();
  }

  @Test
  void codesHaveTheStatusOfTheirCommonestProblem() {
    assertThat(Codes.http(Status.Code.OK)).isEqualTo(200);
    assertThat(Codes.http(Status.Code.INVALID_ARGUMENT)).isEqualTo(400);
    assertThat(Codes.http(Status.Code.RESOURCE_EXHAUSTED)).isEqualTo(429);
    assertThat(Codes.http(Status.Code.DEADLINE_EXCEEDED)).isEqualTo(504);
    assertThat(Codes.http(Status.Code.UNKNOWN)).isEqualTo(500);
  }
}
