package dev.fairlead.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.fetch.net.AddressKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where fetch goes and what it takes along. Loopback stands for a private network here: {@code
 * localhost} is the host that the user named, {@code 127.0.0.1} another one.
 */
class AddressRulesTest {
  private static final byte[] MODEL = "weights".getBytes(StandardCharsets.UTF_8);

  @TempDir static Path tlsDirectory;
  @TempDir Path directory;
  private static TestTls tls;
  private static TestServer named;
  private static TestServer other;
  private static TestServer plain;
  private Program program;

  @BeforeAll
  static void start() throws Exception {
    tls = TestTls.create(tlsDirectory);
    named = TestServer.https(tls.context()).on("/m.bin", Content.of(MODEL));
    other = TestServer.https(tls.context()).on("/m.bin", Content.of(MODEL));
    plain = TestServer.http().on("/m.bin", Content.of(MODEL));
  }

  @AfterAll
  static void stop() throws IOException {
    named.close();
    other.close();
    plain.close();
  }

  @BeforeEach
  void program() {
    program = Program.in(directory).options("--trusted-cas=" + tls.pem());
  }

  @Test
  void aHostThatTheUserNamedMayBePrivate() throws IOException {
    assertThat(program.run(named.url("/m.bin")).message()).startsWith("Fetched: ");
  }

  /** As for a Service of the cluster, the API server too: whoever asks is nobody in particular. */
  @Test
  void itIsAskedByGetWithoutALoginOrABody() throws IOException {
    int before = named.requests().size();

    program.run(named.url("/m.bin"));
    program.resolve(named.url("/m.bin"));

    assertThat(named.requests().subList(before, named.requests().size()))
        .isNotEmpty()
        .allSatisfy(
            request -> {
              assertThat(request.method()).isEqualTo("GET");
              assertThat(request.headers()).doesNotContainKeys("authorization", "cookie");
              assertThat(request.body()).isEmpty();
            });
  }

  @Test
  void aRedirectDoesNotLeadIntoThePrivateNetwork() throws IOException {
    int before = other.requests().size();

    var outcome = program.run(redirect(other.url("127.0.0.1", "/m.bin")));

    assertThat(outcome.message())
        .isEqualTo(
            "FetchFailed: Refused: the model's host leads to 127.0.0.1, which stands for the private address 127.0.0.1: have it listed in the operator's fetch.allowedHosts.");
    assertThat(other.requests()).hasSize(before);
  }

  @Test
  void unlessTheOperatorAllowsTheHost() throws IOException {
    var outcome =
        program.run(
            redirect(other.url("127.0.0.1", "/m.bin")),
            "--allowed-hosts=127.0.0.1:" + other.port());

    assertThat(outcome.message()).startsWith("Fetched: ");
  }

  @Test
  void anAllowedHostIsAllowedWithItsPortOnly() throws IOException {
    var outcome =
        program.run(redirect(other.url("127.0.0.1", "/m.bin")), "--allowed-hosts=127.0.0.1:1");

    assertThat(outcome.message()).contains("fetch.allowedHosts");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://169.254.169.254/latest/meta-data/",
        "https://[fe80::1]/",
        "https://[fd00:ec2::254]/",
        "https://2852039166/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://[::ffff:169.254.169.254]/",
        "https://[64:ff9b::a9fe:a9fe]/",
      })
  void neverGoesToForbiddenAddressesNamedAllowedOrRedirectedTo(String target) throws IOException {
    String host = java.net.URI.create(target).getHost();

    assertThat(program.run(target, "--allowed-hosts=" + host).message())
        .startsWith("FetchFailed: Refused: ")
        .contains("nothing is fetched from there");
    assertThat(program.run(redirect(target), "--allowed-hosts=" + host).message())
        .startsWith("FetchFailed: Refused: ")
        .contains("nothing is fetched from there");
  }

  @Test
  void loopbackIsForbiddenOutsideOfTests() throws IOException {
    int before = named.requests().size();

    var outcome = program.with(Settings.standard()).run(named.url("/m.bin"));

    assertThat(outcome.message()).contains("localhost stands for").contains("loopback");
    assertThat(named.requests()).hasSize(before);
  }

  @Test
  void aNameThatMovesToAForbiddenAddressIsNotFollowed() throws IOException {
    // As with DNS rebinding: good when it is first looked at, bad when it is connected to again.
    var connections = new AtomicInteger();
    var rebinding =
        new Settings(
            address ->
                connections.incrementAndGet() == 1 ? AddressKind.PRIVATE : AddressKind.FORBIDDEN,
            Program.QUICK.timeouts(),
            Program.QUICK.retries(),
            Program.QUICK.limits(),
            Map.of());
    named.on("/cut", Content.of(MODEL, n -> new Content.Fault.CutAfter(3)));

    var outcome = program.with(rebinding).run(named.url("127.0.0.1", "/cut"));

    assertThat(outcome.message()).contains("nothing is fetched from there");
    assertThat(named.requests("/cut")).hasSize(1);
  }

  @Test
  void plainHttpIsForListedHostsOnly() throws IOException {
    assertThat(program.run(plain.url("/m.bin")).message())
        .isEqualTo(
            "FetchFailed: Refused to fetch from plain http to localhost: use https, or have the host listed in the operator's fetch.plainHttpHosts.");
    assertThat(program.run(redirect(plain.url("/m.bin"))).message())
        .contains("fetch.plainHttpHosts");
    assertThat(
            program
                .run(redirect(plain.url("/m.bin")), "--plain-http-hosts=localhost:" + plain.port())
                .message())
        .startsWith("Fetched: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "ftp://localhost/m.bin", "https://u:p@localhost/m"})
  void redirectsToOtherThingsAreRefused(String target) throws IOException {
    assertThat(program.run(redirect(target)).message()).startsWith("FetchFailed: Refused");
  }

  @Test
  void redirectsInACircleEnd() throws IOException {
    named.on("/circle", request -> TestServer.status(302, "Location: /circle"));

    assertThat(program.run(named.url("/circle")).message())
        .isEqualTo("FetchFailed: localhost redirects more than 10 times.");
  }

  @Test
  void credentialsStayWithTheirOrigin() throws IOException {
    String token = "--credentials=" + secret(Map.of("token", "s3cret\n"));
    String sameHost = redirect(named.url("/m.bin"));
    String otherPort = redirect(other.url("/m.bin"));

    program.run(sameHost, token);
    assertThat(last(named).header("authorization")).contains("Bearer s3cret");

    program.run(otherPort, token);
    assertThat(last(named).header("authorization")).contains("Bearer s3cret");
    assertThat(last(other).header("authorization")).isEmpty();

    program.run(
        redirect(plain.url("/m.bin")), token, "--plain-http-hosts=localhost:" + plain.port());
    assertThat(last(plain).header("authorization")).isEmpty();

    program.run(plain.url("/m.bin"), token, "--plain-http-hosts=localhost:" + plain.port());
    assertThat(last(plain).header("authorization")).isEmpty();
  }

  @Test
  void usernameAndPasswordGoAsBasic() throws IOException {
    Path secret = secret(Map.of("username", "ada", "password", "p:w"));

    program.run(named.url("/m.bin"), "--credentials=" + secret, "--credentials-name=store");

    assertThat(last(named).header("authorization")).contains("Basic YWRhOnA6dw==");
  }

  @Test
  void aSecretThatIsNotThereIsNamed() throws IOException {
    var outcome =
        program.run(
            named.url("/m.bin"),
            "--credentials=" + directory.resolve("absent"),
            "--credentials-name=store");

    assertThat(outcome.message())
        .isEqualTo(
            "CredentialsNotFound: Secret \"store\" (model.credentials.secretRef) does not exist or is empty: create it with the key token, or the keys username and password.");
  }

  @Test
  void aKeyThatIsNotThereIsNamed() throws IOException {
    var outcome =
        program.run(
            named.url("/m.bin"),
            "--credentials=" + secret(Map.of("username", "ada")),
            "--credentials-name=store");

    assertThat(outcome.message())
        .isEqualTo(
            "CredentialsNotFound: Secret \"store\" (model.credentials.secretRef) lacks the key token, or the keys username and password.");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void refusedAccessNamesTheCure(int status) throws IOException {
    named.on("/closed", request -> TestServer.status(status));

    assertThat(program.run(named.url("/closed")).message())
        .isEqualTo(
            "AccessDenied: localhost refuses /closed (HTTP %d). Name a Secret with the key token, or username and password, in model.credentials.secretRef."
                .formatted(status));
    assertThat(
            program
                .run(
                    named.url("/closed"),
                    "--credentials=" + secret(Map.of("token", "t")),
                    "--credentials-name=store")
                .message())
        .isEqualTo(
            "AccessDenied: localhost refuses /closed (HTTP %d). Correct Secret \"store\", or the rights of its user."
                .formatted(status));
  }

  private static String redirect(String target) {
    named.on("/away", request -> TestServer.status(302, "Location: " + target));
    return named.url("/away");
  }

  private static TestServer.Request last(TestServer server) {
    return server.requests().get(server.requests().size() - 1);
  }

  private Path secret(Map<String, String> keys) throws IOException {
    Path secret = Files.createTempDirectory(directory, "secret");
    for (var key : keys.entrySet()) {
      Files.writeString(secret.resolve(key.getKey()), key.getValue());
    }
    return secret;
  }
}
