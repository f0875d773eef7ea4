package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.testsupport.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request that makes ONNX Runtime fail, in a run that it shares with others. */
class PoisonTest {
  private static final int CLIENTS = 48;
  private static final int EVERY = 8;
  private static final int ROUNDS = 50;

  /** So many that a run takes longer than the way of the next request. */
  private static final int TOKENS = 512;

  @TempDir Path folder;

  @Test
  void itFailsAlone() throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    var rows = new float[16][256];
    for (int row = 0; row < rows.length; row++) {
      rows[row][0] = row;
    }
    Files.write(model.resolve("model.onnx"), OnnxFiles.table(rows, true));
    // one worker, so that whoever comes while it runs waits and shares the next run
    var one = Map.of("JAVA_TOOL_OPTIONS", "-XX:ActiveProcessorCount=1");
    try (var clients = Executors.newVirtualThreadPerTaskExecutor();
        var server = new ServerProcess(model, folder, one).awaitReady()) {
      int rounds = 0;
      boolean shared = false;
      while (!shared && rounds++ < ROUNDS) {
        List<Future<Wire.Answer>> answers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          byte[] request = request(i % EVERY == 0 ? 99 : i % 16);
          answers.add(clients.submit(() -> ask(server, request)));
        }
        for (int i = 0; i < CLIENTS; i++) {
          check(answers.get(i).get(), i);
        }
        // who shared a run that failed was run once more
        shared = server.metric("fairlead_batch_size_sum") > CLIENTS * rounds;
      }
      assertThat(shared).as("a bad request shared a run with others").isTrue();
      int failed = CLIENTS / EVERY * rounds;
      String line = "fairlead_requests_total{code=\"500\",protocol=\"oip\"} " + failed + ".0";
      server.await("only the bad ones failed", () -> server.metrics().contains(line));
    }
  }

  private static Wire.Answer ask(ServerProcess server, byte[] request) throws Exception {
    try (var wire = new Wire(server)) {
      return wire.send(request).receive();
    }
  }

  private static void check(Wire.Answer answer, int i) {
    if (i % EVERY == 0) {
      assertThat(answer.status()).as(answer.body()).isEqualTo(500);
      assertThat(answer.body()).contains("the model failed: ", "99");
    } else {
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("\"data\":[" + (float) (i % 16) + ",0.0,");
    }
  }

  /** The same token often: the average is its own row. */
  private static byte[] request(int token) {
    String tokens = ("," + token).repeat(TOKENS).substring(1);
    return Wire.inference(
        "{\"inputs\":[{\"name\":\"input_ids\",\"datatype\":\"INT64\",\"shape\":[1,%d],\"data\":[%s]}]}"
            .formatted(TOKENS, tokens));
  }
}
