package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.testsupport.ServerProcess;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's API with a share and a mirror; the server is its own candidate. */
@Timeout(180)
class EmbeddingShareTest {
  private static final int REQUESTS = 10;

  @TempDir Path folder;

  @Test
  void embeddingsAreSharedAndMirrored() throws Exception {
    var live = new LiveFolder(folder.resolve("live"));
    Path model = MiniLm.unpack(folder.resolve("model"), MiniLm.FP32);
    try (var server =
        new ServerProcess(model, folder, Map.of("FAIRLEAD_LIVE_DIR", live.path().toString()))
            .awaitReady()) {
      String own = embed(server, "/v1/embeddings");
      String target = "127.0.0.1:" + server.port();
      live.set(
          "share: {percent: 50, target: '%s'}\n".formatted(target)
              + "mirror: {percent: 100, target: '%s', maxRelativeDifference: 0}".formatted(target));
      server.await("in force", () -> server.metric("fairlead_live_generation") == 1);

      for (int i = 0; i < REQUESTS; i++) {
        assertThat(embed(server, i % 3 == 0 ? "/openai/v1/embeddings" : "/v1/embeddings"))
            .isEqualTo(own);
      }

      assertThat(server.metric("fairlead_forwarded_requests_total{outcome=\"answered\"}"))
          .isEqualTo(REQUESTS / 2);
      String same = "fairlead_mirror_requests_total{result=\"same\"} " + REQUESTS / 2 + ".0";
      server.await("all are compared", () -> server.metrics().contains(same));
    }
  }

  private static String embed(ServerProcess server, String path) throws Exception {
    HttpResponse<String> answer =
        server.post(path, "{\"model\": \"m\", \"input\": [\"one\", \"another\"]}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }
}
