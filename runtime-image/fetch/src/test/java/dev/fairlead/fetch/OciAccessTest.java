package dev.fairlead.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registries that want a login: how they ask, what they get, and what nobody gets. */
class OciAccessTest {
  private static final String BASIC = "Basic " + base64("ada:p:w");

  @TempDir static Path tlsDirectory;
  @TempDir Path directory;
  private static TestTls tls;
  private TestServer server;
  private TestServer other;
  private TestRegistry registry;
  private Program program;

  @BeforeAll
  static void certificate() throws Exception {
    tls = TestTls.create(tlsDirectory);
  }

  @BeforeEach
  void start() throws IOException {
    server = TestServer.https(tls.context());
    other = TestServer.https(tls.context());
    registry = new TestRegistry(server, "models/mini");
    registry.publish("1", registry.modelPack("weight.v1.raw", "model.onnx", "weights"));
    program =
        Program.in(directory).options("--trusted-cas=" + tls.pem(), "--allowed-hosts=127.0.0.1");
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    other.close();
  }

  @Test
  void basicLogin() throws IOException {
    wants("Basic realm=\"r\"", BASIC);

    assertThat(fetch(login(host())).message()).startsWith("Fetched: ");
    assertThat(server.requests().get(0).header("authorization")).isEmpty();
  }

  @Test
  void tokenForTheLoginFromTheRegistrysOwnService() throws IOException {
    wants(bearer(server.url("/token")), "Bearer t0ken");
    server.on("/token", OciAccessTest::token);

    assertThat(fetch(login(host())).message()).startsWith("Fetched: ");
    TestServer.Request asked = server.requests("/token").get(0);
    assertThat(asked.header("authorization")).contains(BASIC);
    assertThat(asked.path())
        .isEqualTo("/token?scope=repository%3Amodels%2Fmini%3Apull&service=test");
    assertThat(server.requests("/token")).hasSize(1);
  }

  @Test
  void tokenWithoutALogin() throws IOException {
    wants(bearer(other.url("127.0.0.1", "/token")), "Bearer t0ken");
    other.on("/token", OciAccessTest::token);

    assertThat(program.run(registry.uri("1")).message()).startsWith("Fetched: ");
    assertThat(other.requests("/token").get(0).header("authorization")).isEmpty();
  }

  @Test
  void aTokenThatRanOutIsRenewed() throws IOException {
    var asked = new AtomicInteger();
    server.on(
        "/token",
        request ->
            TestServer.text(
                "application/json", "{\"access_token\":\"t" + asked.incrementAndGet() + "\"}"));
    registry.gate(
        request ->
            reply ->
                // Good for one request each.
                request
                            .header("authorization")
                            .equals(java.util.Optional.of("Bearer t" + asked.get()))
                        && (request.path().contains("manifests") || asked.get() > 1)
                    ? reply
                    : TestServer.status(401, "WWW-Authenticate: " + bearer(server.url("/token"))));

    assertThat(program.run(registry.uri("1")).message()).startsWith("Fetched: ");
    assertThat(asked.get()).isEqualTo(2);
  }

  @Test
  void theLoginDoesNotGoToAServiceThatNobodyNamed() throws IOException {
    wants(bearer(other.url("127.0.0.1", "/token")), "Bearer t0ken");
    other.on("/token", OciAccessTest::token);

    var outcome =
        Program.in(directory)
            .options("--trusted-cas=" + tls.pem())
            .run(registry.uri("1"), login(host()));

    assertThat(outcome.message())
        .startsWith("AccessDenied: localhost:")
        .contains("sends to 127.0.0.1 for a token, a host that Secret \"login\" does not name");
    assertThat(other.requests()).isEmpty();
  }

  @Test
  void theLoginGoesToAServiceThatTheSecretNames() throws IOException {
    wants(bearer(other.url("127.0.0.1", "/token")), "Bearer t0ken");
    other.on("/token", OciAccessTest::token);

    assertThat(fetch(login(host(), "127.0.0.1:" + other.port())).message()).startsWith("Fetched: ");
  }

  @Test
  void aServiceAtAForbiddenAddressIsNotAsked() throws IOException {
    wants(bearer("https://169.254.169.254/token"), "Bearer t0ken");

    assertThat(program.run(registry.uri("1")).message())
        .startsWith("FetchFailed: Refused: 169.254.169.254");
  }

  @Test
  void aBlobIsFollowedToAStoreWithoutTheToken() throws IOException {
    wants(bearer(server.url("/token")), "Bearer t0ken");
    server.on("/token", OciAccessTest::token);
    byte[] weights = "big weights".getBytes(StandardCharsets.UTF_8);
    TestRegistry.Layer layer = registry.modelPack("weight.v1.raw", "model.onnx", weights);
    registry.publish("1", layer);
    other.on("/bucket/blob", Content.of(weights));
    registry.serveBlob(
        layer.digest(),
        request ->
            TestServer.status(
                307, "Location: " + other.url("127.0.0.1", "/bucket/blob?X-Signature=abc")));

    assertThat(fetch(login(host())).message()).startsWith("Fetched: ");
    TestServer.Request followed = other.requests("/bucket/blob").get(0);
    assertThat(followed.header("authorization")).isEmpty();
    assertThat(followed.path()).endsWith("?X-Signature=abc");
  }

  @Test
  void aWrongLoginIsDenied() throws IOException {
    wants("Basic realm=\"r\"", "Basic " + base64("ada:other"));

    assertThat(fetch(login(host())).message())
        .startsWith("AccessDenied: localhost refuses manifest 1 of models/mini (HTTP 401).")
        .contains("Correct the login in Secret \"login\"");
  }

  @Test
  void aRefusedTokenIsDenied() throws IOException {
    wants(bearer(server.url("/token")), "Bearer t0ken");
    server.on("/token", request -> TestServer.status(401));

    assertThat(fetch(login(host())).message())
        .startsWith("AccessDenied: localhost refuses token for models/mini (HTTP 401).");
  }

  @Test
  void noLoginWhereOneIsWantedIsDeniedWithTheCure() throws IOException {
    wants("Basic realm=\"r\"", BASIC);

    assertThat(program.run(registry.uri("1")).message())
        .startsWith("AccessDenied: ")
        .contains("Name a Secret with the key .dockerconfigjson");
  }

  @Test
  void aSecretForAnotherRegistryIsNamed() throws IOException {
    wants("Basic realm=\"r\"", BASIC);

    assertThat(fetch(login("registry.example.com")).message())
        .startsWith("AccessDenied: ")
        .contains("Secret \"login\" has no login for " + host());
  }

  @Test
  void aSecretWithoutTheKeyIsNamedBeforeAnythingIsAsked() throws IOException {
    Path secret = Files.createDirectory(directory.resolve("secret"));
    Files.writeString(secret.resolve("token"), "t");

    assertThat(fetch(secret).message())
        .isEqualTo(
            "CredentialsNotFound: Secret \"login\" (model.credentials.secretRef) lacks the key .dockerconfigjson.");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aKeyThatIsNoDockerConfigIsNamed() throws IOException {
    Path secret = Files.createDirectory(directory.resolve("secret"));
    Files.writeString(secret.resolve(".dockerconfigjson"), "{\"auths\":{\"a\":{\"auth\":\"%%\"}}}");

    assertThat(fetch(secret).message())
        .isEqualTo(
            "CredentialsNotFound: The key .dockerconfigjson of Secret \"login\" is not a Docker config.");
  }

  private static TestServer.Reply token(TestServer.Request request) {
    return TestServer.text("application/json", "{\"token\":\"t0ken\",\"expires_in\":300}");
  }

  private void wants(String challenge, String authorization) {
    registry.gate(
        request ->
            reply ->
                request.header("authorization").equals(java.util.Optional.of(authorization))
                    ? reply
                    : TestServer.status(401, "WWW-Authenticate: " + challenge));
  }

  private static String bearer(String realm) {
    return "Bearer realm=\"%s\", service=\"test\", scope=\"repository:models/mini:pull\""
        .formatted(realm);
  }

  private Program.Outcome fetch(Path secret) throws IOException {
    return program.run(registry.uri("1"), "--credentials=" + secret, "--credentials-name=login");
  }

  private Program.Outcome fetch(String[] options) throws IOException {
    return program.run(registry.uri("1"), options);
  }

  private String host() {
    return "localhost:" + server.port();
  }

  private String[] login(String... hosts) throws IOException {
    var auths = new java.util.StringJoiner(",", "{\"auths\":{", "}}");
    for (String host : hosts) {
      auths.add("\"%s\":{\"auth\":\"%s\"}".formatted(host, base64("ada:p:w")));
    }
    Path secret = Files.createTempDirectory(directory, "secret");
    Files.writeString(secret.resolve(".dockerconfigjson"), auths.toString());
    return new String[] {"--credentials=" + secret, "--credentials-name=login"};
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
