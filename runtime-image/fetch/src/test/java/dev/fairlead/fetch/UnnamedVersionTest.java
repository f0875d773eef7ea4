package dev.fairlead.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.fetch.Content.Fault;
import dev.fairlead.fetch.archive.Archives;
import dev.fairlead.fetch.files.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Web servers that give no name to a version of a file: it is known by its bytes. */
class UnnamedVersionTest {
  private static final String OLD = "onnx bytes";
  private static final String NEW = "ONNX BYTES";
  private static final String IDENTITY = "sha256:" + sha256(OLD);

  @TempDir Path directory;
  @TempDir Path other;
  private TestServer server;
  private Program program;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.http();
    program = Program.in(directory).options("--plain-http-hosts=localhost");
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Nothing: said",
        "ETag: W/\"v1\"",
        "ETag: v1",
        "Last-Modified: Mon, 05 Jan 2026 10:00:00 GMT"
      })
  void itIsReadToKnowIt(String header) throws IOException {
    serve(OLD, header);

    assertThat(program.resolve(url()).message())
        .isEqualTo("Resolved: identity=%s files=1 bytes=10 uri=%s".formatted(IDENTITY, url()));
    assertThat(program.destination()).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Nothing: said",
        "ETag: W/\"v1\"",
        "Last-Modified: Mon, 05 Jan 2026 10:00:00 GMT"
      })
  void otherBytesOfTheSameLengthAndHeadersHaveMoved(String header) throws IOException {
    serve(OLD, header);
    String identity = "--identity=" + program.resolve(url()).field("identity");
    serve(NEW, header);

    assertThat(program.run(url(), identity).message())
        .isEqualTo(
            "SourceMoved: model.uri stands for other bytes now than %s, which was resolved before: put the old files back, or take the new ones by a change of model or refresh."
                .formatted(IDENTITY));
    assertThat(program.files()).isEmpty();
  }

  @Test
  void soTheyHaveBetweenTwoFetchesAndOnceTheyAreBackItGoesOn() throws IOException {
    serve(OLD);
    String identity = "--identity=" + program.resolve(url()).field("identity");
    Program second = Program.in(other).options("--plain-http-hosts=localhost");

    assertThat(program.run(url(), identity).field("digest")).isEqualTo(IDENTITY);
    serve(NEW);
    assertThat(second.run(url(), identity).message()).startsWith("SourceMoved: ");
    assertThat(second.files()).isEmpty();
    serve(OLD);
    assertThat(second.run(url(), identity).field("digest")).isEqualTo(IDENTITY);
    assertThat(second.files()).isEqualTo(Map.of("model.onnx", OLD));
  }

  @Test
  void resolvedAgainTheyHaveMovedToo() throws IOException {
    serve(NEW);

    assertThat(program.resolve(url(), "--identity=" + IDENTITY).message())
        .startsWith("SourceMoved: model.uri stands for sha256:" + sha256(NEW));
  }

  @Test
  void whatWasResolvedIsFetchedOnceAndGoesOnAfterABreak() throws IOException {
    cuts(n -> n == 2 ? new Fault.CutAfter(4) : new Fault.None());

    assertThat(program.run(url(), "--identity=" + IDENTITY).field("digest")).isEqualTo(IDENTITY);
    assertThat(server.requests("/model.onnx"))
        .as("one for the headers, two for the bytes")
        .hasSize(3)
        .last()
        .matches(request -> request.header("range").orElse("").equals("bytes=4-"));
  }

  @Test
  void anAnswerThatBreaksOffIsReadAgainFromItsStart() throws IOException {
    cuts(n -> n == 2 ? new Fault.CutAfter(4) : new Fault.None());

    assertThat(program.resolve(url()).field("identity")).isEqualTo(IDENTITY);
    assertThat(server.requests("/model.onnx").getLast().header("range")).isEmpty();
  }

  @Test
  void oneThatAlwaysBreaksOffIsNamed() throws IOException {
    cuts(n -> n == 1 ? new Fault.None() : new Fault.CutAfter(4));
    assertThat(program.resolve(url()).message())
        .isEqualTo(
            "FetchFailed: Reading model.onnx from localhost failed: the connection ended too early.");

    cuts(n -> n == 1 ? new Fault.None() : new Fault.Instead(TestServer.status(503)));
    assertThat(program.resolve(url()).message())
        .isEqualTo(
            "FetchFailed: Reading model.onnx from localhost failed: localhost answered HTTP 503.");
  }

  @Test
  void aStrongETagIsTakenAtItsWord() throws IOException {
    serve(OLD, "ETag: \"v1\"");

    assertThat(program.resolve(url()).field("identity"))
        .startsWith("sha256:")
        .isNotEqualTo(IDENTITY);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aStatedDigestIsTakenAtItsWordToo() throws IOException {
    serve(OLD);

    assertThat(program.resolve(url(), "--digest=" + IDENTITY).field("identity"))
        .isEqualTo(IDENTITY);
    assertThat(server.requests()).hasSize(1);
    serve(NEW);
    assertThat(program.run(url(), "--digest=" + IDENTITY).message()).startsWith("DigestMismatch: ");
  }

  @Test
  void ofAnArchiveItIsTheArchive() throws IOException {
    byte[] archive = Archives.zip(Archives.zipFile("model.onnx", OLD));
    server.on("/m.zip", Content.of(archive, "", n -> new Fault.None()));

    String identity = program.resolve(server.url("/m.zip")).field("identity");

    assertThat(identity).isEqualTo("sha256:" + Sha256.of(archive));
    assertThat(program.run(server.url("/m.zip"), "--identity=" + identity).field("digest"))
        .isEqualTo(identity);
    assertThat(program.files()).isEqualTo(Map.of("model.onnx", OLD));
  }

  private String url() {
    return server.url("/model.onnx");
  }

  private void serve(String content, String... headers) {
    server.on(
        "/model.onnx", request -> TestServer.text("application/octet-stream", content, headers));
  }

  private void cuts(IntFunction<Fault> fault) {
    server.on("/model.onnx", Content.of(OLD.getBytes(StandardCharsets.UTF_8), "", fault));
  }

  private static String sha256(String content) {
    return Sha256.of(content.getBytes(StandardCharsets.UTF_8));
  }
}
