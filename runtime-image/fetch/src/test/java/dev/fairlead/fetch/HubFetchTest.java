package dev.fairlead.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.fetch.Content.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models of the Hub: which files, of which commit, and who gets to see the token. */
class HubFetchTest {
  private static final String MODEL = "hf://team/mini";
  private static final byte[] WEIGHTS = "onnx weights".getBytes(StandardCharsets.UTF_8);

  @TempDir static Path tlsDirectory;
  @TempDir Path directory;
  private static TestTls tls;
  private TestServer server;
  private TestServer store;
  private TestHub hub;
  private Program program;

  @BeforeAll
  static void certificate() throws Exception {
    tls = TestTls.create(tlsDirectory);
  }

  @BeforeEach
  void start() throws IOException {
    server = TestServer.https(tls.context());
    store = TestServer.https(tls.context());
    hub =
        new TestHub(server, store, "team/mini")
            .file("README.md", "# mini")
            .file("config.json", "{}")
            .file("tokenizer.json", "{\"a\":1}")
            .file("1_Pooling/config.json", "{\"b\":2}")
            .lfs("model.safetensors", "the same for others")
            .lfs("onnx/model.onnx", WEIGHTS)
            .lfs("onnx/model_O4.onnx", "the same, smaller");
    program =
        Program.in(directory)
            .options(
                "--trusted-cas=" + tls.pem(),
                "--allowed-hosts=127.0.0.1",
                "--endpoint=" + hub.endpoint());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    store.close();
  }

  @Test
  void bringsOneModelAndWhatTellsOfIt() throws IOException {
    String commit = hub.push("main");

    var outcome = program.run(MODEL);

    assertThat(outcome.message())
        .matches(
            "Fetched: digest=sha256:[0-9a-f]{64} files=4 bytes=28 resolved=hf://team/mini@main");
    assertThat(outcome.log()).contains("Found hf://team/mini@%s: 4 downloads".formatted(commit));
    assertThat(program.files())
        .isEqualTo(
            Map.of(
                "1_Pooling/config.json", "{\"b\":2}",
                "config.json", "{}",
                "tokenizer.json", "{\"a\":1}",
                "onnx/model.onnx", "onnx weights"));
  }

  @Test
  void bringsTheFileThatIsNamed() throws IOException {
    hub.push("refs/pr/7");

    program.run("hf://team/mini@refs/pr/7/onnx/model_O4.onnx");

    assertThat(program.files())
        .containsEntry("onnx/model_O4.onnx", "the same, smaller")
        .containsKey("tokenizer.json")
        .doesNotContainKey("onnx/model.onnx");
  }

  @Test
  void theTokenStaysWithTheHub() throws IOException {
    hub.push("main");
    hub.gate(
        request ->
            request.header("authorization").equals(Optional.of("Bearer s3cret"))
                ? Optional.empty()
                : Optional.of(TestHub.refusal(401, "RepoNotFound")));

    assertThat(program.run(MODEL, secret("token", "s3cret")).message()).startsWith("Fetched: ");
    assertThat(store.requests()).hasSize(1);
    assertThat(store.requests().get(0).header("authorization")).isEmpty();
  }

  @Test
  void aListThatGoesOnElsewhereIsNotFollowed() throws IOException {
    String commit = hub.push("main");
    server.on(
        "/api/models/team/mini/tree/" + commit,
        request ->
            TestServer.text(
                "application/json",
                "[]",
                "Link: <%s>; rel=\"next\"".formatted(store.url("127.0.0.1", "/next"))));

    assertThat(program.run(MODEL, secret("token", "s3cret")).message())
        .startsWith(
            "FetchFailed: localhost continues its list of files on another host, 127.0.0.1");
    assertThat(store.requests()).isEmpty();
  }

  @Test
  void whatWasResolvedIsFetchedThoughTheBranchHasMoved() throws IOException {
    String commit = hub.push("main");
    var resolved = program.resolve(MODEL);
    hub.lfs("onnx/model.onnx", "newer weights").push("main");

    assertThat(resolved.message())
        .matches(
            "Resolved: identity=sha256:[0-9a-f]{64} files=4 bytes=28 uri=hf://team/mini@" + commit);
    assertThat(store.requests()).isEmpty();
    String identity = "--identity=" + resolved.field("identity");
    assertThat(program.run(resolved.field("uri"), identity).field("digest"))
        .isEqualTo(resolved.field("identity"));
    assertThat(program.files()).containsEntry("onnx/model.onnx", "onnx weights");
    assertThat(program.run(MODEL, identity).message())
        .startsWith("SourceMoved: model.uri stands for sha256:")
        .contains(resolved.field("identity") + " was resolved before");
  }

  @Test
  void aCommitThatWasResolvedAndIsGoneHasMoved() throws IOException {
    hub.push("main");
    var resolved = program.resolve(MODEL);
    hub.gate(request -> Optional.of(TestHub.refusal(404, "RevisionNotFound")));

    assertThat(
            program
                .run(resolved.field("uri"), "--identity=" + resolved.field("identity"))
                .message())
        .startsWith("SourceMoved: the source no longer has " + resolved.field("identity"))
        .contains("team/mini has no branch, tag or commit ");
  }

  @Test
  void anotherDigestThanTheWantedOneIsNamedBeforeAnythingIsDownloaded() throws IOException {
    hub.push("main");
    String wanted = "sha256:" + "0".repeat(64);

    assertThat(program.run(MODEL, "--digest=" + wanted).message())
        .startsWith("DigestMismatch: The list of the model's files has the digest sha256:")
        .contains("expected was " + wanted);
    assertThat(store.requests()).isEmpty();
  }

  @Test
  void aDownloadThatBreaksOffGoesOn() throws IOException {
    hub.push("main");
    store.on(
        TestHub.storePath(WEIGHTS),
        Content.of(WEIGHTS, n -> n == 1 ? new Fault.CutAfter(5) : new Fault.None()));

    assertThat(program.run(MODEL).message()).startsWith("Fetched: ");
    assertThat(store.requests().get(1).header("range")).contains("bytes=5-");
    assertThat(store.requests().get(1).header("authorization")).isEmpty();
  }

  @Test
  void aDamagedCopyIsRefused() throws IOException {
    String commit = hub.push("main");
    server.on(
        "/team/mini/resolve/" + commit + "/config.json",
        Content.of("[]".getBytes(StandardCharsets.UTF_8)));

    assertThat(program.run(MODEL).message())
        .isEqualTo(
            "DigestMismatch: config.json is another file than localhost lists: its copy is damaged, or somebody is between.");
    assertThat(program.files()).isEmpty();
  }

  @Test
  void waitsWhereTheHubAsksTo() throws IOException {
    hub.push("main");
    var count = new AtomicInteger();
    hub.gate(
        request ->
            count.incrementAndGet() == 1
                ? Optional.of(TestServer.status(429, "Retry-After: 1"))
                : Optional.empty());

    assertThat(program.run(MODEL).message()).startsWith("Fetched: ");
  }

  @Test
  void aHubThatStaysBusyIsNamed() throws IOException {
    hub.push("main");
    hub.gate(request -> Optional.of(TestServer.status(503)));

    assertThat(program.run(MODEL).message())
        .isEqualTo(
            "FetchFailed: Reading team/mini from localhost failed: localhost answered HTTP 503.");
  }

  @Test
  void whatIsNoHubIsNamed() throws IOException {
    server.on(
        "/api/models/team/mini/revision/main",
        request -> TestServer.text("text/html", "<html>Welcome</html>"));

    assertThat(program.run(MODEL).message())
        .isEqualTo("FetchFailed: localhost does not speak the Hub's API: correct model.endpoint.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          401 | RepoNotFound     | AccessDenied: localhost has no repository team/mini, or it is private: correct model.uri. Name a Secret with the key token
          403 | GatedRepo        | AccessDenied: team/mini is gated on localhost: ask for access there with the account of the token.
          404 | RevisionNotFound | ModelNotFound: team/mini has no branch, tag or commit main: correct model.uri.
          404 | EntryNotFound    | ModelNotFound: hf://team/mini@main lacks a file that it lists
          404 | none             | ModelNotFound: localhost has no team/mini (HTTP 404)
          """)
  void refusalsNameTheCure(int status, String code, String message) throws IOException {
    hub.push("main");
    hub.gate(request -> Optional.of(TestHub.refusal(status, code)));

    assertThat(program.run(MODEL).message()).startsWith(message);
  }

  @Test
  void aWrongTokenIsNamed() throws IOException {
    hub.push("main");
    hub.gate(request -> Optional.of(TestServer.status(401)));

    assertThat(program.run(MODEL, secret("token", "wrong")).message())
        .isEqualTo(
            "AccessDenied: localhost refuses team/mini (HTTP 401). Correct the token in Secret \"hub\", or its rights.");
  }

  @Test
  void aSecretWithoutTheKeyIsNamed() throws IOException {
    assertThat(program.run(MODEL, secret("password", "s3cret")).message())
        .isEqualTo(
            "CredentialsNotFound: Secret \"hub\" (model.credentials.secretRef) lacks the key token.");
  }

  @Test
  void aModelThatNeedsMoreRoomIsNotBegun() throws IOException {
    hub.push("main");

    assertThat(program.run(MODEL, "--max-bytes=20").message())
        .startsWith(
            "StorageFull: The model needs at least 28 bytes, model.storage allows 20 bytes");
    assertThat(store.requests()).isEmpty();
  }

  @Test
  void ofSeveralModelsOneHasToBeNamed() throws IOException {
    new TestHub(server, store, "team/many")
        .lfs("a.onnx", "a")
        .lfs("b.onnx", "b")
        .file("tokenizer.json", "{}")
        .push("main");

    assertThat(program.run("hf://team/many").message())
        .isEqualTo(
            "ModelNotFound: hf://team/many@main holds several models in the format ONNX (a.onnx, b.onnx): let model.uri end with the path of one.");
  }

  @Test
  void aRepositoryWithoutAModelOfTheFormatIsNamed() throws IOException {
    hub.push("main");

    assertThat(program.run(MODEL, "--format=XGBoost").message())
        .startsWith("ModelNotFound: hf://team/mini@main holds no model in the format XGBoost");
  }

  private String[] secret(String key, String value) throws IOException {
    Path secret = Files.createTempDirectory(directory, "secret");
    Files.writeString(secret.resolve(key), value);
    return new String[] {"--credentials=" + secret, "--credentials-name=hub"};
  }
}
