package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.runtime.testsupport.ServerProcess;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the server ends for a hundred clients of all kinds that go on asking. */
class DrainTest {
  private static final int KEEP = 34;
  private static final int NEW = 33;
  private static final int GRPC = 33;

  /** Of each client, before the signal comes. */
  private static final int ANSWERS = 5;

  /** Beyond that a float does not count by ones. */
  private static final int MOST_STEPS = 1 << 22;

  private static final String FOREVER = Steps.json(1, Steps.FOREVER);

  @TempDir Path folder;

  private final CountDownLatch busy = new CountDownLatch(KEEP + NEW + GRPC);

  /** What a pod's endpoints are told by its readiness: nobody new is sent to it. */
  private final AtomicBoolean draining = new AtomicBoolean();

  @Test
  void aSignalUnderAHundredClientsFailsNoRequest() throws Exception {
    try (var clients = Executors.newVirtualThreadPerTaskExecutor();
        var server = Steps.serve(folder, Map.of("FAIRLEAD_DRAIN_DELAY", "6s"))) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < KEEP; i++) {
        answers.add(clients.submit(keepsItsConnection(server, i)));
      }
      for (int i = 0; i < NEW; i++) {
        answers.add(clients.submit(opensNewConnections(server, i)));
      }
      for (int i = 0; i < GRPC; i++) {
        answers.add(clients.submit(callsUntilNobodyListens(server, i)));
      }
      assertThat(busy.await(60, TimeUnit.SECONDS)).as("every client has answers").isTrue();

      server.terminate();
      while (server.get("/v2/health/ready").statusCode() == 200) {
        Thread.onSpinWait();
      }
      draining.set(true);

      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isGreaterThanOrEqualTo(ANSWERS);
      }
      assertThat(server.exitCode()).isZero();
    }
  }

  @Test
  void longRunsOnBothPortsAreAnswered() throws Exception {
    try (var clients = Executors.newVirtualThreadPerTaskExecutor();
        var server = Steps.serve(folder, Map.of("FAIRLEAD_DRAIN_DELAY", "0s"))) {
      int steps = stepsOfASecond(server);
      // first the one whose client takes its time
      Future<?> call = clients.submit(() -> calls(server, steps));
      server.await("it runs", () -> server.metric("fairlead_requests_in_flight") == 1);
      Future<?> rest = clients.submit(() -> asks(server, steps));
      server.await("both run", () -> server.metric("fairlead_requests_in_flight") == 2);

      server.terminate();

      rest.get();
      call.get();
      assertThat(server.exitCode()).isZero();
    }
  }

  /** Twice as many each time, so that what follows is still there when the signal comes. */
  private static int stepsOfASecond(ServerProcess server) throws IOException {
    int steps = 1_000;
    try (var wire = new Wire(server)) {
      long took;
      do {
        steps *= 2;
        long start = System.nanoTime();
        Steps.ask(wire, 1, steps);
        took = System.nanoTime() - start;
      } while (took < TimeUnit.SECONDS.toNanos(1) && steps < MOST_STEPS);
    }
    return steps;
  }

  private static void asks(ServerProcess server, int steps) {
    try (var wire = new Wire(server)) {
      Steps.ask(wire, 1, steps);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void calls(ServerProcess server, int steps) {
    ManagedChannel channel = Steps.channel(server);
    try {
      Steps.check(Steps.client(channel).modelInfer(Steps.message(1, steps)), 1, steps);
    } finally {
      channel.shutdownNow();
    }
  }

  /** REST and gRPC together, not one after the other: each alone would take all of that time. */
  @Test
  void whatTakesLongerThanTheGracePeriodIsCutOffBeforeTheProcessIsKilled() throws Exception {
    try (var clients = Executors.newVirtualThreadPerTaskExecutor();
        var server =
            Steps.serve(
                folder,
                Map.of(
                    "FAIRLEAD_DRAIN_DELAY", "0s",
                    "FAIRLEAD_REQUEST_TIMEOUT", "1h",
                    "TERMINATION_GRACE_PERIOD_SECONDS", "5"))) {
      ManagedChannel channel = Steps.channel(server);
      Future<?> rest = clients.submit(() -> server.post("/v2/models/m/infer", FOREVER));
      Future<?> call =
          clients.submit(() -> Steps.client(channel).modelInfer(Steps.message(1, Steps.FOREVER)));
      server.await("both run", () -> server.metric("fairlead_requests_in_flight") == 2);

      server.terminate();

      // by itself, and not by a crash
      assertThat(server.exitCode()).isZero();
      assertThatThrownBy(rest::get).hasCauseInstanceOf(IOException.class);
      assertThatThrownBy(call::get).hasCauseInstanceOf(StatusRuntimeException.class);
      channel.shutdownNow();
    }
  }

  /** Until it is told with an answer to go: the server must not end the connection before. */
  private Callable<Integer> keepsItsConnection(ServerProcess server, int x) {
    return () -> {
      int answers = 0;
      try (var wire = new Wire(server)) {
        while (!wire.isLast()) {
          Steps.ask(wire, x, 10);
          answered(++answers);
        }
      }
      return answers;
    };
  }

  private Callable<Integer> opensNewConnections(ServerProcess server, int x) {
    return () -> {
      int answers = 0;
      while (!draining.get()) {
        try (var wire = new Wire(server)) {
          Steps.ask(wire, x, 10);
          answered(++answers);
        }
      }
      return answers;
    };
  }

  /**
   * Until there is nobody to connect to any more, which is no loss: refused, or taken by the kernel
   * for a listener that closed before it heard of it, and reset. No connection was made either way.
   */
  private Callable<Integer> callsUntilNobodyListens(ServerProcess server, int x) {
    return () -> {
      ManagedChannel channel = Steps.channel(server);
      Attempt attempt = new Attempt();
      var client = Steps.client(channel).withInterceptors(attempt);
      int answers = 0;
      try {
        while (true) {
          Steps.check(client.modelInfer(Steps.message(x, 10)), x, 10);
          assertThat(attempt.hadConnection).as("what was answered had one").isTrue();
          answered(++answers);
        }
      } catch (StatusRuntimeException e) {
        assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(attempt.hadConnection).as("a call on a connection failed: %s", e).isFalse();
        return answers;
      } finally {
        channel.shutdownNow();
      }
    };
  }

  private void answered(int answers) {
    if (answers == ANSWERS) {
      busy.countDown();
    }
  }

  /** Sees whether the last attempt of a call was given to a connection. */
  private static final class Attempt extends ClientStreamTracer.Factory
      implements ClientInterceptor {
    private volatile boolean hadConnection;

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      return next.newCall(method, options.withStreamTracerFactory(this));
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(
        ClientStreamTracer.StreamInfo info, Metadata headers) {
      hadConnection = false;
      return new ClientStreamTracer() {
        @Override
        public void streamCreated(Attributes connection, Metadata ignored) {
          hadConnection = true;
        }
      };
    }
  }
}
