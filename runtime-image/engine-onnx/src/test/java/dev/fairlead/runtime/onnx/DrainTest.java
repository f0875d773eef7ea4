package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.testsupport.ServerProcess;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.ConnectException;
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

  @TempDir Path folder;

  private final CountDownLatch busy = new CountDownLatch(KEEP + NEW + GRPC);

  /** What a pod's endpoints are told by its readiness: nobody new is sent to it. */
  private final AtomicBoolean draining = new AtomicBoolean();

  @Test
  void aSignalUnderAHundredClientsFailsNoRequest() throws Exception {
    try (var clients = Executors.newVirtualThreadPerTaskExecutor();
        var server = Steps.serve(folder, Map.of("FAIRLEAD_DRAIN_DELAY", "2s"))) {
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

  /** The one error that is no loss: there is nobody to connect to any more. */
  private Callable<Integer> callsUntilNobodyListens(ServerProcess server, int x) {
    return () -> {
      ManagedChannel channel = Steps.channel(server);
      int answers = 0;
      try {
        while (true) {
          Steps.check(Steps.client(channel).modelInfer(Steps.message(x, 10)), x, 10);
          answered(++answers);
        }
      } catch (StatusRuntimeException e) {
        assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(e).hasRootCauseInstanceOf(ConnectException.class);
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
}
