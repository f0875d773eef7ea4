package dev.fairlead.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where the metadata of DJL's model zoo may lead, and with whose word. Loopback stands for a
 * private network here: {@code localhost} is the repository, {@code 127.0.0.1} another host.
 */
class DjlAccessTest {
  private static final String MODEL = "djl://zoo.test/iris/1.0";
  private static final byte[] WEIGHTS = "weights".getBytes(StandardCharsets.UTF_8);

  @TempDir static Path tlsDirectory;
  @TempDir Path directory;
  private static TestTls tls;
  private TestServer server;
  private TestServer other;
  private Program program;

  @BeforeAll
  static void certificate() throws Exception {
    tls = TestTls.create(tlsDirectory);
  }

  @BeforeEach
  void start() throws IOException {
    server = TestServer.https(tls.context());
    other = TestServer.https(tls.context()).on("/m.bin", Content.of(WEIGHTS));
    program = program(server.url(""));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    other.close();
  }

  @Test
  void theLoginStaysWithTheRepository() throws IOException {
    String elsewhere = other.url("127.0.0.1", "/m.bin");
    model(server).file("labels", "labels.txt", "cat").listed("m", elsewhere, WEIGHTS).publish();

    var outcome = program.run(MODEL, login("s3cret", "--allowed-hosts=127.0.0.1"));

    assertThat(outcome.message()).startsWith("Fetched: ");
    assertThat(server.requests())
        .extracting(request -> request.header("authorization"))
        .containsOnly(Optional.of("Bearer s3cret"));
    assertThat(other.requests())
        .singleElement()
        .matches(request -> request.header("authorization").isEmpty());
  }

  @Test
  void aFileInThePrivateNetworkIsForHostsThatTheOperatorLists() throws IOException {
    model(server).listed("m", other.url("127.0.0.1", "/m.bin"), WEIGHTS).publish();

    assertThat(program.run(MODEL).message())
        .isEqualTo(
            "FetchFailed: Refused: the model's host leads to 127.0.0.1, which stands for the private address 127.0.0.1: have it listed in the operator's fetch.allowedHosts.");
    assertThat(other.requests()).isEmpty();
    assertThat(program.run(MODEL, "--allowed-hosts=127.0.0.1").message()).startsWith("Fetched: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "ftp://localhost/m.bin",
        "https://169.254.169.254/latest/meta-data/m.bin",
        "http://localhost:1/m.bin"
      })
  void filesOfOtherKindsOfAddressesAreRefused(String uri) throws IOException {
    model(server).listed("m", uri, WEIGHTS).publish();

    assertThat(program.run(MODEL, "--allowed-hosts=169.254.169.254").message())
        .startsWith("FetchFailed: Refused");
    assertThat(program.files()).isEmpty();
  }

  @Test
  void aRepositoryAtAForbiddenAddressIsNotAsked() throws IOException {
    assertThat(
            Program.in(directory)
                .with(Settings.standard())
                .run(MODEL, "--endpoint=https://169.254.169.254")
                .message())
        .startsWith("FetchFailed: Refused: ")
        .contains("nothing is fetched from there");
  }

  @Test
  void oneWithoutTlsHasToBeListed() throws IOException {
    try (TestServer plain = TestServer.http()) {
      model(plain).file("m", "m.bin", WEIGHTS).publish();
      Program ofIt = Program.in(directory).options("--endpoint=" + plain.url(""));

      assertThat(ofIt.run(MODEL).message()).contains("fetch.plainHttpHosts");
      assertThat(plain.requests()).isEmpty();
      assertThat(ofIt.run(MODEL, "--plain-http-hosts=localhost").message()).startsWith("Fetched: ");
    }
  }

  @Test
  void aMirrorHasWhatTheMetadataSaysIsDjls() throws IOException {
    server.on("/mirror/model/cv/synset.txt", Content.of(WEIGHTS));
    var zoo = new TestZoo(server, "/mirror", "cv", "zoo.test", "iris");
    zoo.model("1.0", "iris")
        .listed("labels", "https://mlrepo.djl.ai/model/cv/synset.txt", WEIGHTS)
        .publish();

    assertThat(program(server.url("/mirror")).run(MODEL).message()).startsWith("Fetched: ");
    assertThat(program.files()).containsOnlyKeys("synset.txt");
  }

  @Test
  void aWrongLoginIsNamedAndSoIsNone() throws IOException {
    String first = "/model/cv/image_classification/zoo/test/iris/metadata.json";
    server.on(first, request -> TestServer.status(401));

    assertThat(program.run(MODEL, login("wrong")).message())
        .isEqualTo(
            "AccessDenied: localhost refuses %s (HTTP 401). Correct Secret \"zoo\", or the rights of its user."
                .formatted(first));
    assertThat(program.run(MODEL).message())
        .isEqualTo(
            "AccessDenied: localhost refuses %s (HTTP 401). Where it asks for a login, name a Secret with the key token, or username and password, in model.credentials.secretRef."
                .formatted(first));
  }

  private Program program(String endpoint) {
    return Program.in(directory).options("--trusted-cas=" + tls.pem(), "--endpoint=" + endpoint);
  }

  private static TestZoo.Model model(TestServer server) {
    return new TestZoo(server, "cv", "zoo.test", "iris").model("1.0", "iris");
  }

  private String[] login(String token, String... more) throws IOException {
    Path secret = Files.createTempDirectory(directory, "secret");
    Files.writeString(secret.resolve("token"), token);
    return Stream.concat(
            Stream.of("--credentials=" + secret, "--credentials-name=zoo"), Stream.of(more))
        .toArray(String[]::new);
  }
}
