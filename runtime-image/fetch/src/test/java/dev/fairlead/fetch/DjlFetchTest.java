package dev.fairlead.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.fetch.Content.Fault;
import dev.fairlead.fetch.archive.Archives;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of DJL's model zoo: where they are found, and that they are the listed ones. */
class DjlFetchTest {
  private static final String MODEL = "djl://ai.djl.onnxruntime/iris/0.0.1";
  private static final byte[] WEIGHTS = "onnx weights".getBytes(StandardCharsets.UTF_8);

  @TempDir static Path tlsDirectory;
  @TempDir Path directory;
  private static TestTls tls;
  private TestServer server;
  private TestZoo zoo;
  private Program program;

  @BeforeAll
  static void certificate() throws Exception {
    tls = TestTls.create(tlsDirectory);
  }

  @BeforeEach
  void start() throws IOException {
    server = TestServer.https(tls.context());
    zoo = new TestZoo(server, "tabular/softmax_regression", "ai.djl.onnxruntime", "iris");
    program =
        Program.in(directory).options("--trusted-cas=" + tls.pem(), "--endpoint=" + server.url(""));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void bringsWhatAVersionLists() throws IOException {
    byte[] archive =
        Archives.zip(
            Archives.allOf(
                Archives.zipFile("model.onnx", "onnx"), Archives.zipFile("sub/a.json", "{}")));
    byte[] packed = Archives.gzip("cat\ndog".getBytes(StandardCharsets.UTF_8));
    zoo.model("0.0.1", "iris")
        .file("model", "iris.zip", archive)
        .with("model", "name", "")
        .file("labels", "labels_v2.txt.gz", packed)
        .with("labels", "name", "synset.txt")
        .file("vocabulary", "vocab.txt.gz", packed)
        .file("config", "config.json", "[]")
        .with("config", "name", "serving.json")
        .publish();

    var outcome = program.run(MODEL);

    assertThat(outcome.message())
        .matches("Fetched: digest=sha256:[0-9a-f]{64} files=5 bytes=\\d+ resolved=" + MODEL);
    assertThat(program.files())
        .isEqualTo(
            Map.of(
                "model.onnx", "onnx",
                "sub/a.json", "{}",
                "synset.txt", "cat\ndog",
                "vocab.txt", "cat\ndog",
                "serving.json", "[]"));
  }

  @Test
  void whatWasResolvedIsWhatIsFetched() throws IOException {
    weights().publish();

    var resolved = program.resolve(MODEL);

    assertThat(resolved.message())
        .matches("Resolved: identity=sha256:[0-9a-f]{64} files=1 bytes=12 uri=" + MODEL);
    assertThat(server.requests(zoo.path("0.0.1/model.onnx"))).isEmpty();
    String identity = resolved.field("identity");
    assertThat(program.run(MODEL, "--identity=" + identity).field("digest")).isEqualTo(identity);
    assertThat(program.run(MODEL, "--digest=" + identity).message()).startsWith("Fetched: ");
  }

  @Test
  void aVersionThatListsOtherFilesHasMoved() throws IOException {
    weights().publish();
    String identity = program.resolve(MODEL).field("identity");
    var newer = new TestZoo(server, "tabular/softmax_regression", "ai.djl.onnxruntime", "iris");
    newer.model("0.0.1", "iris").file("model", "model.onnx", "ONNX WEIGHTS").publish();

    assertThat(program.run(MODEL, "--identity=" + identity).message())
        .startsWith("SourceMoved: model.uri stands for sha256:")
        .contains(identity + " was resolved before");
    assertThat(server.requests(zoo.path("0.0.1/model.onnx"))).isEmpty();
  }

  @Test
  void aVersionThatIsGoneHasMoved() throws IOException {
    weights().publish();
    String identity = program.resolve(MODEL).field("identity");
    var newer = new TestZoo(server, "tabular/softmax_regression", "ai.djl.onnxruntime", "iris");
    newer.model("0.0.2", "iris").file("model", "model.onnx", WEIGHTS).publish();

    assertThat(program.run(MODEL, "--identity=" + identity).message())
        .startsWith("SourceMoved: the source no longer has " + identity)
        .endsWith(
            "It says: ai.djl.onnxruntime/iris has no version 0.0.1: let model.uri name one that it has (0.0.2).");
  }

  @Test
  void aFileThatIsGoneHasMoved() throws IOException {
    weights().publish();
    String identity = program.resolve(MODEL).field("identity");
    server.on(zoo.path("0.0.1/model.onnx"), request -> TestServer.status(404));

    assertThat(program.run(MODEL, "--identity=" + identity).message())
        .startsWith("SourceMoved: the source no longer has " + identity);
  }

  @Test
  void aFileWithAnotherHashThanTheListedOneIsRefused() throws IOException {
    weights().publish();
    server.on(
        zoo.path("0.0.1/model.onnx"), Content.of("ONNX WEIGHTS".getBytes(StandardCharsets.UTF_8)));

    assertThat(program.run(MODEL).message())
        .isEqualTo(
            "DigestMismatch: model.onnx is another file than localhost lists: its copy is damaged, or somebody is between.");
    assertThat(program.files()).isEmpty();
  }

  @Test
  void anotherListThanTheWantedOneIsNamedBeforeAnythingIsDownloaded() throws IOException {
    weights().publish();
    String wanted = "sha256:" + "0".repeat(64);

    assertThat(program.run(MODEL, "--digest=" + wanted).message())
        .startsWith("DigestMismatch: The list of the model's files has the digest sha256:")
        .contains("expected was " + wanted);
    assertThat(server.requests(zoo.path("0.0.1/model.onnx"))).isEmpty();
  }

  @Test
  void aDownloadThatBreaksOffGoesOn() throws IOException {
    weights().publish();
    server.on(
        zoo.path("0.0.1/model.onnx"),
        Content.of(WEIGHTS, n -> n == 1 ? new Fault.CutAfter(5) : new Fault.None()));

    assertThat(program.run(MODEL).message()).startsWith("Fetched: ");
    assertThat(server.requests(zoo.path("0.0.1/model.onnx")).getLast().header("range"))
        .contains("bytes=5-");
  }

  @Test
  void aFileOfAnotherLengthIsNotTaken() throws IOException {
    weights().publish();
    server.on(zoo.path("0.0.1/model.onnx"), Content.of(new byte[] {1, 2, 3}));

    assertThat(program.run(MODEL).message())
        .isEqualTo(
            "FetchFailed: Copying model.onnx from localhost stopped after 0 bytes of 12 bytes: the server has 3 bytes where 12 bytes were expected.");
  }

  @Test
  void ofSeveralModelsOneHasToBeNamed() throws IOException {
    zoo.model("0.0.1", "iris18").file("model", "18.onnx", "18");
    zoo.model("0.0.1", "iris101").file("model", "101.onnx", "101");
    zoo.model("0.0.2", "iris50").file("model", "50.onnx", "50").publish();

    assertThat(program.run(MODEL).message())
        .isEqualTo(
            "ModelNotFound: %s stands for several models: let model.uri end with the name of one (iris101, iris18)."
                .formatted(MODEL));
    assertThat(program.run(MODEL + "/iris50").message())
        .isEqualTo(
            "ModelNotFound: %s/iris50 is none of the models of that version: let model.uri end with the name of one (iris101, iris18)."
                .formatted(MODEL));
    assertThat(program.run(MODEL + "/iris18").message()).endsWith("resolved=" + MODEL + "/iris18");
    assertThat(program.files()).isEqualTo(Map.of("18.onnx", "18"));
  }

  @Test
  void aMissingVersionIsNamedWithThoseThatThereAre() throws IOException {
    weights().publish();

    assertThat(program.run("djl://ai.djl.onnxruntime/iris/0.0.9").message())
        .isEqualTo(
            "ModelNotFound: ai.djl.onnxruntime/iris has no version 0.0.9: let model.uri name one that it has (0.0.1).");
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404})
  void whatIsUnderNoTaskIsNamed(int status) throws IOException {
    weights().publish();
    String last = "/model/timeseries/forecasting/ai/djl/onnxruntime/rose/metadata.json";
    server.on(last, request -> TestServer.status(status));

    assertThat(program.run("djl://ai.djl.onnxruntime/rose/0.0.1").message())
        .startsWith(
            "ModelNotFound: localhost has no ai.djl.onnxruntime/rose for any of DJL's tasks, or hides it: correct model.uri.");
    assertThat(server.requests(last)).hasSize(1);
  }

  @Test
  void modelsOfTheHubHaveTheirOrganizationInTheArtifact() throws IOException {
    var hub =
        new TestZoo(
            server, "nlp/text_embedding", "ai.djl.huggingface.onnxruntime", "team/mini-L6.v2");
    hub.model("0.0.1", "mini-L6.v2").file("model", "model.onnx", WEIGHTS).publish();

    assertThat(program.run("djl://ai.djl.huggingface.onnxruntime/team/mini-L6.v2/0.0.1").message())
        .startsWith("Fetched: ");
  }

  @Test
  void aRepositoryThatIsBusyForAMomentIsWaitedFor() throws IOException {
    weights().publish();
    var count = new AtomicInteger();
    server.on(
        "/model/cv/image_classification/ai/djl/onnxruntime/iris/metadata.json",
        request -> TestServer.status(count.incrementAndGet() == 1 ? 503 : 404));

    assertThat(program.run(MODEL).message()).startsWith("Fetched: ");
  }

  @Test
  void oneThatStaysBusyIsNamed() throws IOException {
    weights().publish();
    server.on(
        "/model/cv/image_classification/ai/djl/onnxruntime/iris/metadata.json",
        request -> TestServer.status(503));

    assertThat(program.run(MODEL).message())
        .isEqualTo(
            "FetchFailed: Reading %s from localhost failed: localhost answered HTTP 503."
                .formatted(MODEL));
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>Welcome</html>", "[]", "{}", "{\"artifacts\":[1]}"})
  void whatIsNoRepositoryIsNamed(String page) throws IOException {
    server.on(zoo.path("metadata.json"), request -> TestServer.text("text/html", page));

    assertThat(program.run(MODEL).message())
        .isEqualTo(
            "FetchFailed: localhost is no repository of DJL's form: correct model.endpoint.");
  }

  @Test
  void aFileThatNothingIsToldOfIsRefused() throws IOException {
    weights().with("model", "sha1Hash", "").publish();

    assertThat(program.run(MODEL).message())
        .isEqualTo(
            "FetchFailed: %s lists '0.0.1/model.onnx' without uri, sha1Hash or size: nothing would tell it from another file; publish the model again."
                .formatted(MODEL));
  }

  @Test
  void aFileWhoseNameLeadsOutIsRefused() throws IOException {
    weights().with("model", "name", "../../evil").publish();

    assertThat(program.run(MODEL).message()).startsWith("ArchiveRefused: It holds the path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "."})
  void aFileWithoutANameIsRefused(String name) throws IOException {
    zoo.model("0.0.1", "iris").listed("model", "0.0.1/" + name, WEIGHTS).publish();

    assertThat(program.run(MODEL).message())
        .isEqualTo("FetchFailed: %s lists a file without a name.".formatted(MODEL));
  }

  private TestZoo.Model weights() {
    return zoo.model("0.0.1", "iris").file("model", "model.onnx", WEIGHTS);
  }
}
