package dev.fairlead.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.fetch.Content.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real registry that asks for a login, behind one that speaks TLS, as they are run. */
class OciLoginIT {
  private static final String PLACE = "models/mini:1";

  @TempDir static Path openDirectory;
  @TempDir static Path lockedDirectory;
  @TempDir static Path tlsDirectory;
  @TempDir Path directory;
  private static DockerRegistry open;
  private static DockerRegistry locked;
  private static TestTls tls;
  private static String digest;
  private Relay registry;
  private Program program;

  @BeforeAll
  static void startRegistries() throws Exception {
    tls = TestTls.create(tlsDirectory);
    open = DockerRegistry.start(openDirectory);
    locked = DockerRegistry.startLocked(lockedDirectory, openDirectory.resolve("data"));
    digest =
        new Publisher(open.host()).publishModel(PLACE, "weights".getBytes(StandardCharsets.UTF_8));
  }

  @AfterAll
  static void stopRegistries() throws IOException {
    open.close();
    locked.close();
  }

  @BeforeEach
  void start() throws IOException {
    registry = Relay.before(locked.url(), tls.context());
    program =
        Program.in(directory).options("--trusted-cas=" + tls.pem(), "--allowed-hosts=127.0.0.1");
  }

  @AfterEach
  void stop() throws IOException {
    registry.close();
  }

  @Test
  void theRightLoginIsLetIn() throws IOException {
    String[] login = login(registry, "ada", "s3cret");

    assertThat(program.resolve(uri(registry), login).field("identity")).isEqualTo(digest);
    assertThat(program.run(uri(registry), login).message()).startsWith("Fetched: digest=" + digest);
    assertThat(program.files()).isEqualTo(Map.of("model.onnx", "weights"));
  }

  @ParameterizedTest
  @CsvSource({"ada, wrong", "eve, s3cret"})
  void aWrongLoginIsDenied(String user, String password) throws IOException {
    String[] login = login(registry, user, password);
    String denied =
        "AccessDenied: localhost refuses manifest 1 of models/mini (HTTP 401). Correct the login in Secret \"login\", or its rights.";

    assertThat(program.resolve(uri(registry), login).message()).isEqualTo(denied);
    assertThat(program.run(uri(registry), login).message()).isEqualTo(denied);
    assertThat(registry.requests("").getLast().header("authorization")).isPresent();
    assertThat(program.isServable()).isFalse();
  }

  @Test
  void noLoginIsDeniedWithTheCure() throws IOException {
    assertThat(program.run(uri(registry)).message())
        .startsWith("AccessDenied: localhost refuses manifest 1 of models/mini (HTTP 401).")
        .contains("Name a Secret with the key .dockerconfigjson");
    assertThat(program.isServable()).isFalse();
  }

  @Test
  void aLoginForAnotherRegistryIsNotTried() throws IOException {
    try (Relay other = Relay.before(locked.url(), tls.context())) {
      assertThat(program.run(uri(registry), login(other, "ada", "s3cret")).message())
          .startsWith("AccessDenied: ")
          .contains("Secret \"login\" has no login for " + registry.host());
    }
    assertThat(registry.requests(""))
        .allSatisfy(request -> assertThat(request.header("authorization")).isEmpty());
  }

  @Test
  void theLoginDoesNotGoWithoutTls() throws IOException {
    try (Relay plain = Relay.before(locked.url())) {
      String[] login = login(plain, "ada", "s3cret");

      assertThat(program.run(uri(plain), more(login, "--plain-http-hosts=localhost")).message())
          .startsWith("AccessDenied: localhost refuses manifest 1 of models/mini (HTTP 401).");
      assertThat(plain.requests(""))
          .isNotEmpty()
          .allSatisfy(request -> assertThat(request.header("authorization")).isEmpty());
    }
  }

  @Test
  void aLoginThatIsTakenAwayInTheMiddleIsNamed() throws IOException {
    try (DockerRegistry changing =
            DockerRegistry.startLocked(directory, openDirectory.resolve("data"));
        Relay before = Relay.before(changing.url(), tls.context())) {
      before.breaks(
          "/blobs/",
          n -> {
            changing.lockOut();
            return new Fault.None();
          });

      assertThat(program.run(uri(before), login(before, "ada", "s3cret")).message())
          .startsWith("AccessDenied: localhost refuses blob sha256:")
          .contains("Correct the login in Secret \"login\"");
      assertThat(program.isServable()).isFalse();
    }
  }

  @Test
  void theLoginDoesNotGoToWhereFilesAreRedirected() throws IOException {
    try (Relay store = Relay.before(open.url(), tls.context())) {
      registry.breaks(
          "/blobs/",
          n ->
              new Fault.Instead(
                  TestServer.status(
                      307,
                      "Location: "
                          + store.url("127.0.0.1", registry.requests("/blobs/").get(0).path()))));

      assertThat(program.run(uri(registry), login(registry, "ada", "s3cret")).message())
          .startsWith("Fetched: digest=" + digest);
      assertThat(registry.requests("/blobs/").get(0).header("authorization")).isPresent();
      assertThat(store.requests("/blobs/"))
          .singleElement()
          .satisfies(request -> assertThat(request.header("authorization")).isEmpty());
    }
  }

  private static String uri(Relay registry) {
    return "oci://" + registry.host() + "/" + PLACE;
  }

  private String[] login(Relay registry, String user, String password) throws IOException {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return program.secret(
        "login",
        Map.of(
            ".dockerconfigjson",
            "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}"
                .formatted(registry.host(), Base64.getEncoder().encodeToString(pair))));
  }

  private static String[] more(String[] options, String another) {
    return Stream.concat(Stream.of(options), Stream.of(another)).toArray(String[]::new);
  }
}
