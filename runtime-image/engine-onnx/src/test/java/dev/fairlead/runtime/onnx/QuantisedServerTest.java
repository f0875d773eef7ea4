package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.testsupport.ServerProcess;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A model whose texts feel their neighbours: its scales are taken from the whole batch. */
class QuantisedServerTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int CLIENTS = 12;
  private static final int ROUNDS = 3;

  @TempDir Path folder;

  @Test
  void underLoadEachTextGetsToTheLastBitWhatItGetsAlone() throws Exception {
    Path model = MiniLm.unpack(folder.resolve("model"), MiniLm.INT8);
    try (var server = new ServerProcess(model, folder, Map.of()).awaitReady();
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(server.log()).contains("texts never run together");
      List<String> texts = texts();
      List<String> alone = new ArrayList<>();
      for (String text : texts) {
        alone.addAll(embed(server, List.of(text)));
      }
      assertThat(alone).doesNotHaveDuplicates();

      // texts of one request are neighbours too
      assertThat(embed(server, texts)).isEqualTo(alone);
      List<Future<List<String>>> answers = new ArrayList<>();
      for (int i = 0; i < CLIENTS * ROUNDS; i++) {
        String text = texts.get(i % texts.size());
        answers.add(clients.submit(() -> embed(server, List.of(text))));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).containsExactly(alone.get(i % texts.size()));
      }

      // a worker answers before it counts
      server.awaitIdle();
      assertThat(server.metric("fairlead_batch_size_bucket{le=\"1.0\"}"))
          .isEqualTo(server.metric("fairlead_batch_size_count"))
          .isGreaterThanOrEqualTo(CLIENTS * ROUNDS);
    }
  }

  private static List<String> texts() throws Exception {
    try (InputStream in = QuantisedServerTest.class.getResourceAsStream("/minilm-reference.json")) {
      return MAPPER.readTree(in).valueStream().map(r -> r.path("text").asString()).toList();
    }
  }

  /** The vectors as base64, in which each bit counts. */
  private static List<String> embed(ServerProcess server, List<String> texts) throws Exception {
    var request = MAPPER.createObjectNode().put("model", "m").put("encoding_format", "base64");
    var input = request.putArray("input");
    texts.forEach(input::add);
    JsonNode answer = MAPPER.readTree(server.post("/v1/embeddings", request.toString()).body());
    return answer.path("data").valueStream().map(d -> d.path("embedding").asString()).toList();
  }
}
