package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.testsupport.Growth;
import dev.fairlead.runtime.testsupport.ImageAllocator;
import dev.fairlead.runtime.testsupport.ServerProcess;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What requests take comes back, with the images' allocator. */
class MemoryTest {
  private static final long MIB = 1_024;

  /** Of ONNX Runtime's arena, which is off, eight texts of 512 tokens would leave 500 MiB. */
  private static final long BACK = 96 * MIB;

  @TempDir Path folder;

  @Test
  void itComesBackAfterALargeRequestAndAfterManyClients() throws Exception {
    Path model = MiniLm.unpack(folder.resolve("model"), MiniLm.FP32);
    Map<String, String> environment = ImageAllocator.environment();
    try (var server = new ServerProcess(model, folder, environment).awaitReady()) {
      assertThat(server.hasMapped("libjemalloc"))
          .as("the allocator is the one that was named")
          .isEqualTo(environment.containsKey("LD_PRELOAD"));
      atOnce(4, client -> embed(server, 1, 16));
      long before = server.residentKib();

      embed(server, 16, 512);
      server.await("back after 16 texts", () -> server.residentKib() < before + BACK);

      atOnce(64, client -> embed(server, 1, 16 + client));
      server.await("back after 64 clients", () -> server.residentKib() < before + BACK);
    }
  }

  private static void embed(ServerProcess server, int texts, int tokens) throws Exception {
    List<List<Integer>> input = Collections.nCopies(texts, Collections.nCopies(tokens, 7_592));
    assertThat(
            server
                .post("/v1/embeddings", "{\"model\":\"m\",\"input\":%s}".formatted(input))
                .statusCode())
        .isEqualTo(200);
  }

  /**
   * The handles of one request's eleven inputs are some 3 KiB: 15 MiB in a quarter of the requests.
   * A leak of a single handle shows in {@link #runsLeaveNoHandleBehind()}, and in the campaign.
   */
  @Test
  void requestsLeaveNothingBehind() throws Exception {
    int requests = Boolean.getBoolean("campaign") ? 1_000_000 : 20_000;
    System.out.println("sample: " + requests + " requests, a million with -Dcampaign=true");
    Path model = Files.createDirectory(folder.resolve("model"));
    int[] types = {9, 2, 3, 5, 6, 7, 10, 16, 1, 11, 8};
    Files.write(model.resolve("model.onnx"), OnnxFiles.identities(types));
    var inputs = new ArrayList<String>();
    for (int type : types) {
      inputs.add(input(type));
    }
    byte[] request = Wire.inference("{\"inputs\":[%s]}".formatted(String.join(",", inputs)));
    var environment = new HashMap<>(ImageAllocator.environment());
    // a small heap is collected often, and with it what lies outside of it
    environment.put("_JAVA_OPTIONS", "-Xmx64m -Xmn8m");
    try (var server = new ServerProcess(model, folder, environment).awaitReady()) {
      NavigableMap<Integer, Long> memory = new ConcurrentSkipListMap<>();
      var sent = new AtomicInteger();
      // as many as there are workers, so that each has a run of his own
      atOnce(
          2,
          client -> {
            try (var wire = new Wire(server)) {
              for (int i = sent.incrementAndGet(); i <= requests; i = sent.incrementAndGet()) {
                Wire.Answer answer = wire.send(request).receive();
                assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                if (i % 50 == 0) {
                  memory.put(i, server.residentKib());
                }
              }
            }
          });

      assertThat(least(memory, requests * 3 / 4, requests))
          .isLessThan(least(memory, requests / 2, requests * 3 / 4) + Growth.NOISE);
    }
  }

  private static String input(int type) {
    String datatype =
        switch (type) {
          case 9 -> "BOOL";
          case 2 -> "UINT8";
          case 3 -> "INT8";
          case 5 -> "INT16";
          case 6 -> "INT32";
          case 7 -> "INT64";
          case 10 -> "FP16";
          case 16 -> "BF16";
          case 1 -> "FP32";
          case 11 -> "FP64";
          default -> "BYTES";
        };
    String data = type == 8 ? "\"a\",\"b\"" : "0,1";
    return "{\"name\":\"x%d\",\"datatype\":\"%s\",\"shape\":[1,2],\"data\":[%s]}"
        .formatted(type, datatype, data);
  }

  private static long least(NavigableMap<Integer, Long> memory, int from, int to) {
    return Collections.min(memory.subMap(from, false, to, true).values());
  }

  /** The old part of the heap has 40 MiB: room for what the server needs and one body of 16 MiB. */
  @Test
  void aLargeBodyIsOnTheHeapOnce() throws Exception {
    int rows = 900_000;
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.write(model.resolve("model.onnx"), OnnxFiles.unary("Identity", OnnxFiles.FLOAT));
    String request =
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[%d,2],\"data\":[%s]}],"
                .formatted(rows, "0.123456,".repeat(2 * rows).replaceFirst(",$", ""))
            + "\"outputs\":[{\"name\":\"y\",\"parameters\":{\"binary_data\":true}}]}";
    assertThat(request.length()).isBetween(15 * 1_048_576, 16 * 1_048_576);
    var environment = new HashMap<>(ImageAllocator.environment());
    environment.put("_JAVA_OPTIONS", "-Xmx48m -Xmn8m -XX:+ExitOnOutOfMemoryError");
    try (var server = new ServerProcess(model, folder, environment).awaitReady()) {
      for (int i = 0; i < 3; i++) {
        HttpResponse<byte[]> answer =
            server.postBytes(
                "/v2/models/m/infer", request.getBytes(StandardCharsets.US_ASCII), new byte[0]);
        assertThat(answer.statusCode()).as(server.log()).isEqualTo(200);
        assertThat(answer.body().length).isGreaterThan(2 * rows * Float.BYTES);
      }
    }
  }

  /** A handle and what belongs to it are some 300 bytes: 21 MiB in a quarter of the runs. */
  @Test
  void runsLeaveNoHandleBehind() throws Exception {
    Path model = folder.resolve("model.onnx");
    Files.write(model, OnnxFiles.identities(1, 8));

    Growth.none(List.of(), Runs.class, folder, model.toString(), "300000");
  }

  private interface Client {
    void run(int number) throws Exception;
  }

  private static void atOnce(int clients, Client client) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Object>> ends = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        int number = i;
        Callable<Object> task =
            () -> {
              client.run(number);
              return null;
            };
        ends.add(threads.submit(task));
      }
      for (Future<Object> end : ends) {
        end.get();
      }
    }
  }
}
