package dev.fairlead.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Behind a proxy. Only it knows the hosts {@code models.test} and {@code cdn.test}; loopback stands
 * for a private network, as in {@link AddressRulesTest}.
 */
class ProxyTest {
  private static final byte[] MODEL = "weights".getBytes(StandardCharsets.UTF_8);
  private static final String PASSWORD = "s3cret:with colon";

  @TempDir static Path tlsDirectory;
  @TempDir Path directory;
  private static TestTls tls;
  private static TestServer server;
  private static TestServer plain;
  private TestProxy proxy;
  private Program program;

  @BeforeAll
  static void startServers() throws Exception {
    tls = TestTls.create(tlsDirectory);
    server = TestServer.https(tls.context()).on("/m.bin", Content.of(MODEL));
    plain = TestServer.http().on("/m.bin", Content.of(MODEL));
  }

  @AfterAll
  static void stopServers() throws IOException {
    server.close();
    plain.close();
  }

  @BeforeEach
  void startProxy() throws IOException {
    proxy = TestProxy.start();
    program =
        Program.in(directory).options("--trusted-cas=" + tls.pem(), "--https-proxy=" + proxy.url());
  }

  @AfterEach
  void stopProxy() throws IOException {
    proxy.close();
  }

  @Test
  void asksByATunnelForAHostThatOnlyTheProxyKnows() throws IOException {
    var outcome = program.run(server.url("models.test", "/m.bin"));

    assertThat(outcome.message()).startsWith("Fetched: ");
    assertThat(proxy.lines()).containsExactly(connect("models.test"));
    assertThat(program.files()).isEqualTo(Map.of("m.bin", "weights"));
  }

  @Test
  void whatTheHostIsToldTheProxyIsNot() throws IOException {
    Path token = secret(Map.of("token", "for the host"));

    program.run(server.url("models.test", "/m.bin"), "--credentials=" + token);

    assertThat(last(server).header("authorization")).contains("Bearer for the host");
    assertThat(proxy.requests().getLast().header("Authorization")).isEmpty();
  }

  @Test
  void withoutTlsTheProxyIsAskedForTheWholeUri() throws IOException {
    String uri = plain.url("models.test", "/m.bin");
    proxy.wants("ada", PASSWORD);

    var outcome =
        program.run(uri, "--plain-http-hosts=models.test", "--http-proxy=" + proxy.url(), login());

    assertThat(outcome.message()).startsWith("Fetched: ");
    assertThat(proxy.lines()).last().isEqualTo("GET " + uri + " HTTP/1.1");
    assertThat(last(plain).header("proxy-authorization")).isEmpty();
    assertThat(
            program.run(plain.url("cdn.test", "/m.bin"), "--http-proxy=" + proxy.url()).message())
        .contains("fetch.plainHttpHosts");
  }

  @Test
  void whoItIsTheProxyAloneIsTold() throws IOException {
    proxy.wants("ada", PASSWORD);

    var outcome = program.run(server.url("models.test", "/m.bin"), login());

    assertThat(outcome.message()).startsWith("Fetched: ");
    assertThat(last(server).header("proxy-authorization")).isEmpty();
    assertThat(last(server).header("authorization")).isEmpty();
  }

  @Test
  void aWrongPasswordIsNotShownAndItsSecretNamed() throws IOException {
    proxy.wants("ada", "another");

    var outcome =
        program.run(server.url("models.test", "/m.bin"), login(), "--proxy-credentials-name=corp");

    assertThat(outcome.message())
        .isEqualTo(
            "AccessDenied: The proxy 127.0.0.1:%d refuses the username and password of Secret \"corp\" (HTTP 407): correct them."
                .formatted(proxy.port()));
    assertThat(outcome.log()).doesNotContain(PASSWORD);
  }

  @Test
  void aLoginThatIsMissingIsToldOfWhereItIsWanted() throws IOException {
    String absent = "--proxy-credentials=" + directory.resolve("absent");
    String uri = server.url("models.test", "/m.bin");
    assertThat(program.run(uri, absent, "--proxy-credentials-name=corp").message())
        .startsWith("Fetched: ");

    proxy.wants("ada", PASSWORD);
    String other = server.url("models.test", "/other.bin");

    assertThat(program.run(other, absent, "--proxy-credentials-name=corp").message())
        .isEqualTo(
            "CredentialsNotFound: The proxy 127.0.0.1:%d wants a username and password (HTTP 407), and Secret \"corp\" (the operator's proxy.secretName) does not exist in this namespace or lacks them: create it with the keys username and password."
                .formatted(proxy.port()));
    assertThat(program.run(other).message())
        .isEqualTo(
            "AccessDenied: The proxy 127.0.0.1:%d wants a username and password (HTTP 407): have the operator's proxy.secretName name a Secret with these keys."
                .formatted(proxy.port()));
  }

  @Test
  void aProxyThatIsDownIsNamed() throws IOException {
    proxy.close();

    assertThat(program.run(server.url("models.test", "/m.bin")).message())
        .isEqualTo(
            "FetchFailed: Copying m.bin from models.test stopped after 0 bytes: the proxy 127.0.0.1:%d cannot be reached: the connection is refused."
                .formatted(proxy.port()));
  }

  @Test
  void whatIsExceptedDoesNotNeedTheProxy() throws IOException {
    proxy.close();

    assertThat(program.run(server.url("/m.bin"), "--no-proxy=.svc,localhost").message())
        .startsWith("Fetched: ");
  }

  @Test
  void aProxyThatDoesNotGetThroughIsAskedAgain() throws IOException {
    proxy.answers(n -> n == 1 ? 502 : 200);

    assertThat(program.run(server.url("models.test", "/m.bin")).message()).startsWith("Fetched: ");

    proxy.answers(n -> 503);

    assertThat(program.run(server.url("models.test", "/other.bin")).message())
        .endsWith(": the proxy 127.0.0.1:%d answered HTTP 503.".formatted(proxy.port()));
  }

  @Test
  void whatAProxyRefusesIsNotTakenForTheHostsAnswer() throws IOException {
    String refused =
        "FetchFailed: The proxy 127.0.0.1:%d refuses the way to models.test:%d (HTTP %%d): have it allowed there, or list the host in the operator's proxy.noProxy."
            .formatted(proxy.port(), server.port());
    proxy.answers(n -> 403);
    assertThat(program.run(server.url("models.test", "/m.bin")).message())
        .isEqualTo(refused.formatted(403));

    // what a host may say, a proxy may not say in its place
    proxy.answers(n -> 404);
    assertThat(program.run(server.url("models.test", "/m.bin")).message())
        .isEqualTo(refused.formatted(404));
    proxy.answers(n -> 302).header("Location: " + server.url("/m.bin"));
    assertThat(program.run(server.url("models.test", "/m.bin")).message())
        .isEqualTo(refused.formatted(302));
    assertThat(program.files()).isEmpty();
  }

  @Test
  void aRedirectToANameThatNobodyGaveIsNotFollowed() throws IOException {
    String cdn = server.url("cdn.test", "/m.bin");
    server.on("/away", request -> TestServer.status(302, "Location: " + cdn));

    assertThat(program.run(server.url("models.test", "/away")).message())
        .isEqualTo(
            "FetchFailed: Refused: the model's host leads to cdn.test, whose address only the proxy knows: have it listed in the operator's fetch.allowedHosts.");
    assertThat(proxy.lines()).containsOnly(connect("models.test"));
    assertThat(
            program.run(server.url("models.test", "/away"), "--allowed-hosts=cdn.test").message())
        .startsWith("Fetched: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://169.254.169.254/latest/meta-data/",
        "https://[fe80::1]/",
        "https://[::ffff:169.254.169.254]/",
        "https://2852039166/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://0.0.0.0/",
      })
  void addressesAreCheckedAsEver(String target) throws IOException {
    String host = URI.create(target).getHost();

    assertThat(program.run(target, "--allowed-hosts=" + host).message())
        .startsWith("FetchFailed: Refused: ");
    assertThat(proxy.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "api.localhost", "127.0.0.1"})
  void theProxysOwnLoopbackIsForbiddenOutsideOfTests(String host) throws IOException {
    assertThat(program.with(Settings.standard()).run(server.url(host, "/m.bin")).message())
        .contains("loopback")
        .endsWith("nothing is fetched from there.");
    assertThat(proxy.requests()).isEmpty();
  }

  @Test
  void aProxyIsNotOnLoopbackEitherOutsideOfTests() throws IOException {
    var outcome = program.with(Settings.standard()).run(server.url("models.test", "/m.bin"));

    assertThat(outcome.message()).contains("the operator's proxy 127.0.0.1 stands for 127.0.0.1");
    assertThat(proxy.requests()).isEmpty();
  }

  private String connect(String host) {
    return "CONNECT %s:%d HTTP/1.1".formatted(host, server.port());
  }

  private String login() throws IOException {
    return "--proxy-credentials=" + secret(Map.of("username", "ada", "password", PASSWORD));
  }

  private static TestServer.Request last(TestServer server) {
    return server.requests().getLast();
  }

  private Path secret(Map<String, String> keys) throws IOException {
    Path secret = Files.createTempDirectory(directory, "secret");
    for (var key : keys.entrySet()) {
      Files.writeString(secret.resolve(key.getKey()), key.getValue());
    }
    return secret;
  }
}
