package dev.fairlead.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Hub of the tests is one that the Hub's own client takes, and that one brings the same. */
class HubClientIT {
  @TempDir Path directory;

  @Test
  void theHubsOwnClientBringsTheSameBytes() throws Exception {
    byte[] weights = new byte[1 << 20];
    new Random(4).nextBytes(weights);
    try (TestServer server = TestServer.http();
        TestServer store = TestServer.http()) {
      var hub =
          new TestHub(server, store, "team/mini")
              .file("README.md", "# mini")
              .file("config.json", "{}")
              .file("tokenizer.json", "{\"a\":1}")
              .lfs("onnx/model.onnx", weights);
      String commit = hub.push("main");
      Path snapshot = directory.resolve("snapshot");
      ProcessBuilder client =
          Python.script(
              "hub_snapshot.py",
              "team/mini",
              "main",
              snapshot.toString(),
              "onnx/model.onnx",
              "*.json");
      client.environment().put("HF_ENDPOINT", hub.endpoint());
      client.environment().put("HF_HOME", directory.resolve("home").toString());
      Program program =
          Program.in(directory)
              .options(
                  "--endpoint=" + hub.endpoint(),
                  "--plain-http-hosts=localhost,127.0.0.1",
                  "--allowed-hosts=127.0.0.1");

      Python.run(client);
      var outcome = program.run("hf://team/mini@" + commit);

      assertThat(outcome.message()).startsWith("Fetched: ");
      assertThat(files(snapshot)).isEqualTo(program.files()).hasSize(3);
    }
  }

  /** Without what the client keeps for itself. */
  private static Map<String, String> files(Path folder) throws IOException {
    var files = new TreeMap<String, String>();
    try (var walk = Files.walk(folder)) {
      for (Path path : walk.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(path).toString();
        if (!name.startsWith(".cache")) {
          files.put(name, Files.readString(path, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return files;
  }
}
