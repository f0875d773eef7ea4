package dev.fairlead.runtime.xgboost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.testsupport.ServerProcess;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request whose time is over while XGBoost runs it: a run has no brake. */
class DeadlineTest {
  private static final int TREES = 1_500;

  /** Of zeros, 8 MB: with so many trees they take seconds. */
  private static final int ROWS = 1_000_000;

  @TempDir Path folder;

  @Test
  void itIsToldInTimeAndTheWorkerIsFreeWhenTheRunEnds() throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.writeString(model.resolve("model.json"), ModelFiles.manyTrees(TREES));
    try (var server =
        new ServerProcess(model, folder, Map.of("_JAVA_OPTIONS", "-XX:ActiveProcessorCount=1"))
            .awaitReady()) {
      byte[] zeros = new byte[ROWS * 2 * Float.BYTES];
      server.await(
          "a run that goes on without its request",
          () -> {
            HttpResponse<byte[]> answer =
                server.postBytes(
                    "/v2/models/m/infer", head(zeros), zeros, "x-request-timeout-ms", "500");
            assertThat(answer.statusCode()).isEqualTo(504);
            return server.metric("fairlead_workers_busy") == 1;
          });
      assertThat(server.get("/v2/health/live").statusCode()).isEqualTo(200);

      HttpResponse<String> answer =
          server.post(
              "/v2/models/m/infer",
              "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[0,0]}]}");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      // 0.5, and 1 of each tree
      assertThat(answer.body()).contains("\"data\":[%d.5]".formatted(TREES));
      server.awaitIdle();
    }
  }

  private static byte[] head(byte[] data) {
    return "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[%d,2],\"parameters\":{\"binary_data_size\":%d}}]}"
        .formatted(ROWS, data.length)
        .getBytes(StandardCharsets.UTF_8);
  }
}
