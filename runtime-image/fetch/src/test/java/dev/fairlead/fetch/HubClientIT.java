package dev.fairlead.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Hub of the tests is one that the Hub's own client takes, and that one brings the same. */
class HubClientIT {
  private static final byte[] WEIGHTS = new byte[1 << 20];

  static {
    new Random(4).nextBytes(WEIGHTS);
  }

  @TempDir static Path tlsDirectory;
  @TempDir Path directory;
  private static TestTls tls;
  private TestServer server;
  private TestServer store;
  private Relay relay;
  private TestHub hub;
  private Program program;

  @BeforeAll
  static void certificate() throws Exception {
    tls = TestTls.create(tlsDirectory);
  }

  @BeforeEach
  void start() throws IOException {
    server = TestServer.http();
    store = TestServer.http();
    hub =
        new TestHub(server, store, "team/mini")
            .file("README.md", "# mini")
            .file("config.json", "{}")
            .file("tokenizer.json", "{\"a\":1}")
            .lfs("onnx/model.onnx", WEIGHTS);
    // Fetch sends tokens by TLS only.
    relay = Relay.before(server.url(""), tls.context());
    program = program(directory);
  }

  @AfterEach
  void stop() throws IOException {
    relay.close();
    server.close();
    store.close();
  }

  @Test
  void theHubsOwnClientBringsTheSameBytes() throws Exception {
    String commit = hub.push("main");

    Map<String, String> theirs = snapshot("team/mini", "main", "");
    var outcome = program.run("hf://team/mini@" + commit);

    assertThat(outcome.message()).startsWith("Fetched: ");
    assertThat(theirs).isEqualTo(program.files()).hasSize(3);
  }

  @Test
  void afterABranchHasMovedBothBringTheOldBytesByTheCommitAndTheNewOnesByTheBranch()
      throws Exception {
    String commit = hub.push("main");
    var resolved = program.resolve("hf://team/mini");
    hub.lfs("onnx/model.onnx", "newer weights").push("main");
    Program later = program(Files.createDirectory(directory.resolve("later")));

    var pinned = program.run(resolved.field("uri"), "--identity=" + resolved.field("identity"));
    var moved = later.run("hf://team/mini");

    assertThat(resolved.field("uri")).isEqualTo("hf://team/mini@" + commit);
    assertThat(pinned.field("digest")).isEqualTo(resolved.field("identity"));
    assertThat(snapshot("team/mini", commit, "")).isEqualTo(program.files());
    assertThat(moved.message()).startsWith("Fetched: ");
    assertThat(snapshot("team/mini", "main", ""))
        .isEqualTo(later.files())
        .containsEntry("onnx/model.onnx", "newer weights");
  }

  @Test
  void theTokenLetsBothIn() throws Exception {
    hub.gate(HubClientIT::wantsToken).push("main");

    Map<String, String> theirs = snapshot("team/mini", "main", "s3cret");
    var outcome = program.run("hf://team/mini", token("s3cret"));

    assertThat(outcome.message()).startsWith("Fetched: ");
    assertThat(theirs).isEqualTo(program.files()).hasSize(3);
    assertThat(store.requests())
        .isNotEmpty()
        .allSatisfy(request -> assertThat(request.header("authorization")).isEmpty());
  }

  @Test
  void aWrongTokenLetsNeitherIn() throws IOException {
    hub.gate(HubClientIT::wantsToken).push("main");

    assertThatThrownBy(() -> snapshot("team/mini", "main", "wrong"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("401");
    assertThat(program.run("hf://team/mini", token("wrong")).message())
        .isEqualTo(
            "AccessDenied: localhost refuses team/mini (HTTP 401). Correct the token in Secret \"hub\", or its rights.");
    assertThat(program.isServable()).isFalse();
    assertThat(store.requests()).isEmpty();
  }

  @Test
  void bothFindARepositoryByTheNameThatItHad() throws Exception {
    hub.renamedFrom("team/old").push("main");

    Map<String, String> theirs = snapshot("team/old", "main", "");
    var outcome = program.run("hf://team/old");

    assertThat(outcome.message()).startsWith("Fetched: ");
    assertThat(theirs).isEqualTo(program.files()).hasSize(3);
  }

  private Program program(Path where) {
    return Program.in(where)
        .options(
            "--endpoint=" + relay.url(),
            "--trusted-cas=" + tls.pem(),
            "--plain-http-hosts=127.0.0.1",
            "--allowed-hosts=127.0.0.1");
  }

  private String[] token(String token) throws IOException {
    return program.secret("hub", Map.of("token", token));
  }

  private static Optional<TestServer.Reply> wantsToken(TestServer.Request request) {
    return request.header("authorization").equals(Optional.of("Bearer s3cret"))
        ? Optional.empty()
        : Optional.of(TestServer.status(401));
  }

  /**
   * What the Hub's own client brings of the files that fetch chooses.
   *
   * @param token none if it is empty
   */
  private Map<String, String> snapshot(String repository, String revision, String token)
      throws Exception {
    Path snapshot = Files.createTempDirectory(directory, "snapshot");
    ProcessBuilder client =
        Python.script(
            "hub_snapshot.py",
            repository,
            revision,
            snapshot.toString(),
            "onnx/model.onnx",
            "*.json");
    client.environment().put("HF_ENDPOINT", hub.endpoint());
    client.environment().put("HF_HOME", directory.resolve("home").toString());
    if (!token.isEmpty()) {
      client.environment().put("HF_TOKEN", token);
    }
    Python.run(client);
    return files(snapshot);
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
