package dev.fairlead.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.fairlead.fetch.files.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One file over https, from a server that works. */
class HttpsFetchTest {
  private static final byte[] MODEL = "onnx bytes".getBytes(StandardCharsets.UTF_8);
  private static final String SHA256 = Sha256.of(MODEL);

  @TempDir static Path tlsDirectory;
  @TempDir Path directory;
  @TempDir Path other;
  private static TestTls tls;
  private static TestServer server;
  private Program program;

  @BeforeAll
  static void startServer() throws Exception {
    tls = TestTls.create(tlsDirectory);
    server = TestServer.https(tls.context()).on("/m/model.onnx", Content.of(MODEL));
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @BeforeEach
  void program() {
    program = Program.in(directory).options("--trusted-cas=" + tls.pem());
  }

  @Test
  void bringsOneFileAndSaysItsDigest() throws IOException {
    var outcome = program.run(server.url("/m/model.onnx"));

    assertThat(outcome.message())
        .isEqualTo(
            "Fetched: digest=sha256:%s files=1 bytes=10 resolved=%s@sha256:%s"
                .formatted(SHA256, server.url("/m/model.onnx"), SHA256));
    assertThat(outcome.exitCode()).isZero();
    assertThat(program.files()).isEqualTo(Map.of("model.onnx", "onnx bytes"));
  }

  @Test
  void saysWhatItIsNowWithoutBringingIt() throws IOException {
    var outcome = program.resolve(server.url("/m/model.onnx?sig=s3cret"));

    assertThat(outcome.message())
        .matches("Resolved: identity=sha256:[0-9a-f]{64} files=1 bytes=10 uri=\\S+")
        .endsWith(" uri=" + server.url("/m/model.onnx"));
    assertThat(program.destination()).doesNotExist();
  }

  @Test
  void refusesAnotherVersionThanTheResolvedOne() throws IOException {
    server.on("/m/moving.onnx", Content.of(MODEL));
    String identity = program.resolve(server.url("/m/moving.onnx")).field("identity");
    String wanted = "--identity=" + identity;

    assertThat(program.run(server.url("/m/moving.onnx"), wanted).message())
        .startsWith("Fetched: digest=sha256:" + SHA256);
    server.on("/m/moving.onnx", Content.of(MODEL, "\"v2\"", n -> new Content.Fault.None()));
    assertThat(program.run(server.url("/m/moving.onnx"), wanted).message())
        .as("what is here already is not asked for again")
        .startsWith("Fetched: ");
    assertThat(
            Program.in(other)
                .options("--trusted-cas=" + tls.pem())
                .run(server.url("/m/moving.onnx"), wanted)
                .message())
        .startsWith("SourceMoved: model.uri stands for sha256:")
        .contains(identity + " was resolved before");
  }

  @Test
  void aFileThatWasResolvedAndIsGoneHasMoved() throws IOException {
    server.on("/m/gone.onnx", Content.of(MODEL));
    String identity = program.resolve(server.url("/m/gone.onnx")).field("identity");
    server.on("/m/gone.onnx", request -> TestServer.status(404));

    assertThat(program.run(server.url("/m/gone.onnx"), "--identity=" + identity).message())
        .startsWith("SourceMoved: the source no longer has " + identity)
        .contains("has no /m/gone.onnx (HTTP 404)");
  }

  @Test
  void aStatedDigestIsTheIdentity() throws IOException {
    assertThat(
            program
                .resolve(server.url("/m/model.onnx"), "--digest=sha256:" + SHA256)
                .field("identity"))
        .isEqualTo("sha256:" + SHA256);
  }

  @Test
  void writesTheManifestLast() throws IOException {
    program.run(server.url("/m/model.onnx"), "--digest=sha256:" + SHA256);

    Path own = program.destination().resolve(".fairlead");
    assertThat(JsonParser.parseString(Files.readString(own.resolve("manifest.json"))))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"digest":"sha256:%s","uri":"%s","files":[{"path":"model.onnx","size":10,"sha256":"%s"}]}
                """
                    .formatted(SHA256, server.url("/m/model.onnx"), SHA256)));
    assertThat(own).isDirectoryNotContaining("glob:**/work");
  }

  @Test
  void fetchesNothingAgainWhenAllIsThere() throws IOException {
    program.run(server.url("/m/model.onnx"));
    int before = server.requests().size();

    var outcome = program.run(server.url("/m/model.onnx"));

    assertThat(outcome.message()).startsWith("Fetched: digest=sha256:" + SHA256);
    assertThat(server.requests()).hasSize(before);
  }

  @Test
  void fetchesAgainWhatWasChangedOnTheVolume() throws IOException {
    program.run(server.url("/m/model.onnx"));
    Files.writeString(program.destination().resolve("model.onnx"), "ONNX bytes");

    program.run(server.url("/m/model.onnx"));

    assertThat(program.files()).isEqualTo(Map.of("model.onnx", "onnx bytes"));
  }

  @Test
  void refusesOtherBytesThanThoseOfTheDigestNamingBoth() throws IOException {
    String other = "0".repeat(64);

    var outcome = program.run(server.url("/m/model.onnx"), "--digest=sha256:" + other);

    assertThat(outcome.message())
        .startsWith("DigestMismatch: model.onnx has the digest sha256:" + SHA256)
        .contains("expected was sha256:" + other);
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(program.files()).isEmpty();
  }

  @Test
  void doesNotTrustACertificateThatNobodyVouchesFor() throws IOException {
    var outcome = Program.in(directory).run(server.url("/m/model.onnx"));

    assertThat(outcome.message())
        .startsWith("FetchFailed: The server's certificate is not trusted")
        .contains("trustedCAs");
  }

  @Test
  void aMissingFileOfTrustedCertificatesIsNoError() throws IOException {
    var outcome =
        Program.in(directory)
            .run(server.url("/m/none.onnx"), "--trusted-cas=" + directory.resolve("absent.crt"));

    assertThat(outcome.message()).startsWith("FetchFailed: The server's certificate");
  }

  @Test
  void aFileWithoutCertificatesIsNamed() throws IOException {
    Path file = Files.writeString(directory.resolve("ca.crt"), "ca.crt");

    var outcome = Program.in(directory).run(server.url("/m/model.onnx"), "--trusted-cas=" + file);

    assertThat(outcome.message())
        .startsWith("FetchFailed: The operator's trusted CAs (ca.crt) are not PEM certificates");
  }

  @Test
  void namesWhatIsNotThere() throws IOException {
    var outcome = program.run(server.url("/m/other.onnx"));

    assertThat(outcome.message())
        .isEqualTo(
            "ModelNotFound: localhost has no /m/other.onnx (HTTP 404): correct model.uri, or publish the model.");
  }

  @Test
  void replacesAModelThatAnEarlierFetchBrought() throws IOException {
    server.on("/m/second.onnx", Content.of("second".getBytes(StandardCharsets.UTF_8)));
    program.run(server.url("/m/model.onnx"));

    program.run(server.url("/m/second.onnx"));

    assertThat(program.files()).isEqualTo(Map.of("second.onnx", "second"));
  }

  @Test
  void leavesADirectoryOfOthersAlone() throws IOException {
    Files.createDirectories(program.destination());
    Files.writeString(program.destination().resolve("thesis.txt"), "three years of work");

    var outcome = program.run(server.url("/m/model.onnx"));

    assertThat(outcome.message()).startsWith("FetchFailed: The destination holds files");
    assertThat(program.files()).containsKey("thesis.txt");
  }
}
