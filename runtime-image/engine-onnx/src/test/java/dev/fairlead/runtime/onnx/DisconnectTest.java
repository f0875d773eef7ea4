package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.oip.GRPCInferenceServiceGrpc;
import dev.fairlead.runtime.testsupport.ServerProcess;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that go in the middle of something, or never come to its end, beside others. */
class DisconnectTest {
  private static final int STORM = 400;
  private static final int AT_ONCE = 20;
  private static final int OTHERS = 4;
  private static final int SLOW = 20;
  private static final int AS_OFTEN = 10;

  /** Of these some milliseconds are spent, so that many are cut while they run or wait. */
  private static final int SOME = 2_000;

  @TempDir static Path folder;
  static ServerProcess server;

  @BeforeAll
  static void start() throws Exception {
    server = Steps.serve(folder, Map.of());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void whoIsCutOffHarmsNobodyAndLeavesNothingBehind() throws Exception {
    // classes and threads that the first of each kind brings are there to stay
    storm(AT_ONCE);
    int files = restingFiles();

    var over = new AtomicBoolean();
    try (var others = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < OTHERS; i++) {
        answers.add(others.submit(asksUntil(over, i)));
      }
      try {
        storm(STORM);
      } finally {
        over.set(true);
      }
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).as("answers, all of them right").isPositive();
      }
    }

    server.awaitIdle();
    server.await("no more files are open than before", () -> server.openFiles() <= files);
    assertThat(server.log()).doesNotContain("SEVERE", "\tat ");
  }

  /** What is open once everybody is gone and the last ends of connections have come. */
  private static int restingFiles() throws Exception {
    server.awaitIdle();
    var seen = new ArrayList<Integer>();
    server.await(
        "the number of open files rests",
        () -> {
          seen.add(server.openFiles());
          int from = seen.size() - AS_OFTEN;
          return from >= 0 && Set.copyOf(seen.subList(from, seen.size())).size() == 1;
        });
    return seen.getLast();
  }

  private static Callable<Integer> asksUntil(AtomicBoolean over, int x) {
    return () -> {
      int answers = 0;
      try (var wire = new Wire(server)) {
        do {
          Steps.ask(wire, x, 100);
          answers++;
        } while (!over.get());
      }
      return answers;
    };
  }

  private static void storm(int clients) throws Exception {
    try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<Object>> cuts = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        int kind = i % 5;
        cuts.add(
            threads.submit(
                () -> {
                  cut(kind);
                  return null;
                }));
      }
      for (Future<Object> cut : cuts) {
        cut.get();
      }
    }
  }

  private static void cut(int kind) throws IOException {
    byte[] request = Wire.inference(Steps.json(1, SOME));
    switch (kind) {
      case 0 -> new Wire(server).cut();
      case 1 -> new Wire(server).send(request, 20).cut();
      case 2 -> new Wire(server).send(request, request.length - 20).cut();
      case 3 -> new Wire(server).send(request).send(request).cut();
      default -> cutByGrpc();
    }
  }

  /** A call on a connection that is there already, and the end of both. */
  private static void cutByGrpc() {
    ManagedChannel channel = Steps.channel(server);
    try {
      Steps.check(Steps.client(channel).modelInfer(Steps.message(1, 1)), 1, 1);
      var unused =
          GRPCInferenceServiceGrpc.newFutureStub(channel).modelInfer(Steps.message(1, SOME));
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void whoNeverEndsHisRequestStopsNobody() throws Exception {
    byte[] request = Wire.inference(Steps.json(1, 1));
    var slow = new ArrayList<Wire>();
    try {
      for (int i = 0; i < SLOW; i++) {
        slow.add(new Wire(server).send(request, 30));
        slow.add(new Wire(server).send(request, request.length - 1));
      }
      server.await(
          "the requests with a whole head are seen",
          () -> server.metric("fairlead_requests_in_flight") == SLOW);

      try (var wire = new Wire(server)) {
        for (int x = 0; x < 100; x++) {
          Steps.ask(wire, x, 1);
          // one byte of each, as slowly as the others are answered
          slow.get(x % SLOW * 2).send("a".getBytes(StandardCharsets.US_ASCII));
        }
      }
      // who comes to the end after all gets his answer
      Wire late = slow.get(1);
      Steps.check(late.send(new byte[] {request[request.length - 1]}).receive(), 1, 1);
    } finally {
      for (Wire wire : slow) {
        wire.cut();
      }
    }
    server.awaitIdle();
  }
}
