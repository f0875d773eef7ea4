package dev.fairlead.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.fetch.Content.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a store answers that speaks the API of S3: pages, refusals, changes, breaks. A real one is
 * asked in {@link S3StoreIT}.
 */
class S3FetchTest {
  private static final String MODEL = "s3://models/team/mini";
  private static final byte[] WEIGHTS = "weights".getBytes(StandardCharsets.UTF_8);

  @TempDir static Path tlsDirectory;
  @TempDir Path directory;
  private static TestTls tls;
  private TestServer server;
  private Program program;

  @BeforeAll
  static void certificate() throws Exception {
    tls = TestTls.create(tlsDirectory);
  }

  @BeforeEach
  void start() throws IOException {
    server = TestServer.https(tls.context());
    program =
        Program.in(directory).options("--trusted-cas=" + tls.pem(), "--endpoint=" + server.url(""));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void bringsAllPagesOfAFolder() throws IOException {
    server
        .on("/models/", this::twoPages)
        .on("/models/team/mini/model.onnx", Content.of(WEIGHTS))
        .on(
            "/models/team/mini/tok/tokenizer.json",
            Content.of("{}".getBytes(StandardCharsets.UTF_8)));

    var outcome = program.run(MODEL);

    assertThat(outcome.message()).contains(" files=2 bytes=9 resolved=" + MODEL);
    assertThat(program.files())
        .isEqualTo(Map.of("model.onnx", "weights", "tok/tokenizer.json", "{}"));
    assertThat(server.requests("/models/team/mini/model.onnx").get(0).path())
        .endsWith("?versionId=v1");
    assertThat(server.requests().get(0).header("authorization")).isEmpty();
  }

  @Test
  void itsVersionsAreNamedByAnInstant() throws IOException {
    server.on("/models/", this::twoPages);

    assertThat(program.resolve(MODEL).message())
        .matches(
            "Resolved: identity=sha256:[0-9a-f]{64} files=2 bytes=9 uri=s3://models/team/mini\\?asOf=2026-01-01T00:00:07Z");
  }

  @Test
  void versionsThatWereResolvedAndAreGoneHaveMoved() throws IOException {
    server.on("/models/", this::twoPages);
    var resolved = program.resolve(MODEL);
    String identity = resolved.field("identity");

    server.on("/models/team/mini/model.onnx", request -> text(404, error("NoSuchVersion")));
    assertThat(program.run(resolved.field("uri"), "--identity=" + identity).message())
        .startsWith("SourceMoved: the source no longer has " + identity)
        .contains("NoSuchVersion");
    server.on(
        "/models/",
        request -> text(200, list("Version", "team/mini/tok/tokenizer.json", "w1", 2, 3)));
    assertThat(program.run(resolved.field("uri"), "--identity=" + identity).message())
        .startsWith("SourceMoved: model.uri stands for sha256:");
    server.on("/models/", request -> text(200, "<ListVersionsResult/>"));
    assertThat(program.run(resolved.field("uri"), "--identity=" + identity).message())
        .startsWith("SourceMoved: the source no longer has " + identity)
        .contains("holds no objects");
  }

  @Test
  void whereVersionsMayNotBeListedTheObjectsAreAsTheyAreNow() throws IOException {
    server
        .on("/models/", request -> versionsAreDenied(request))
        .on("/models/team/mini/model.onnx", Content.of(WEIGHTS));

    assertThat(program.run(MODEL).message()).contains(" files=1 bytes=7 ");
    assertThat(server.requests("/models/team/mini/model.onnx").get(0).header("if-match"))
        .contains("\"e1\"");
  }

  @Test
  void anObjectThatIsChangedMeanwhileIsNotMixedIn() throws IOException {
    server
        .on("/models/", request -> versionsAreDenied(request))
        .on("/models/team/mini/model.onnx", request -> TestServer.status(412));

    assertThat(program.run(MODEL).message())
        .isEqualTo(
            "DigestMismatch: The object team/mini/model.onnx in bucket models was changed while it was fetched: fetch it again.");
  }

  @Test
  void aDownloadThatBreaksOffGoesOn() throws IOException {
    server
        .on("/models/", request -> versionsAreDenied(request))
        .on(
            "/models/team/mini/model.onnx",
            Content.of(WEIGHTS, n -> n == 1 ? new Fault.CutAfter(3) : new Fault.None()));

    assertThat(program.run(MODEL).message()).startsWith("Fetched: ");
    assertThat(server.requests("/models/team/mini/model.onnx").get(1).header("range"))
        .contains("bytes=3-");
  }

  @Test
  void requestsAreSignedWithTheSecretsKey() throws IOException {
    server
        .on("/models/", request -> versionsAreDenied(request))
        .on("/models/team/mini/model.onnx", Content.of(WEIGHTS));

    program.run(
        MODEL,
        secret(
            Map.of(
                "AWS_ACCESS_KEY_ID", "AKIDEXAMPLE",
                "AWS_SECRET_ACCESS_KEY", "s3cret",
                "AWS_SESSION_TOKEN", "session")));

    for (TestServer.Request request : server.requests()) {
      assertThat(request.header("authorization").orElse(""))
          .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
          .contains("/us-east-1/s3/aws4_request")
          .doesNotContain("s3cret");
      assertThat(request.header("x-amz-security-token")).contains("session");
    }
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void theServiceAccountsRoleIsAssumedOnce() throws IOException {
    Path token = Files.writeString(directory.resolve("token"), "jwt\n");
    server
        .on("/", request -> text(200, credentials()))
        .on("/models/", request -> versionsAreDenied(request))
        .on("/models/team/mini/model.onnx", Content.of(WEIGHTS));

    var outcome = inRole(token).run(MODEL);

    assertThat(outcome.message()).startsWith("Fetched: ");
    assertThat(server.requests("/")).hasSize(1);
    assertThat(server.requests("/").get(0).method()).isEqualTo("POST");
    assertThat(server.requests("/").get(0).body())
        .contains("Action=AssumeRoleWithWebIdentity", "WebIdentityToken=jwt", "role%2Freader");
    assertThat(server.requests("/models/team/mini/model.onnx").get(0).header("authorization"))
        .get()
        .asString()
        .contains("Credential=ASIAEXAMPLE/", "/eu-central-1/s3/");
  }

  @Test
  void aRoleThatIsRefusedIsNamed() throws IOException {
    Path token = Files.writeString(directory.resolve("token"), "jwt");
    server.on("/", request -> text(403, error("AccessDenied")));

    assertThat(inRole(token).run(MODEL).message())
        .startsWith(
            "AccessDenied: localhost refuses the role arn:aws:iam::1:role/reader to the service account (AccessDenied)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          404 | NoSuchBucket          | ModelNotFound: localhost has no bucket models (NoSuchBucket) (HTTP 404)
          403 | AccessDenied          | AccessDenied: localhost refuses bucket models (AccessDenied) (HTTP 403). Name a Secret with the keys AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
          403 | InvalidAccessKeyId    | AccessDenied: localhost refuses bucket models (InvalidAccessKeyId) (HTTP 403)
          400 | ExpiredToken          | AccessDenied: localhost refuses bucket models (ExpiredToken) (HTTP 400). Name a Secret with the keys AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
          503 | SlowDown              | FetchFailed: Listing s3://models/team/mini failed: localhost answered HTTP 503.
          301 | PermanentRedirect     | FetchFailed: localhost answered HTTP 301
          """)
  void refusalsNameTheCure(int status, String code, String message) throws IOException {
    server.on("/models/", request -> text(status, error(code)));

    assertThat(program.run(MODEL).message()).startsWith(message);
  }

  @Test
  void theRegionOfABucketElsewhereIsNamed() throws IOException {
    server.on("/models/", request -> TestServer.status(301, "x-amz-bucket-region: eu-central-1"));

    assertThat(program.run(MODEL).message())
        .isEqualTo(
            "FetchFailed: The bucket models is in the region eu-central-1: set model.region to it.");
  }

  @Test
  void anEmptyFolderIsNamed() throws IOException {
    server.on("/models/", request -> text(200, "<ListVersionsResult/>"));

    assertThat(program.run(MODEL).message())
        .isEqualTo(
            "ModelNotFound: s3://models/team/mini holds no objects: correct model.uri, or upload the model.");
  }

  @Test
  void aKeyThatLeadsOutIsRefused() throws IOException {
    server.on(
        "/models/",
        request -> text(200, list("Version", "team/mini/../../etc/passwd", "v1", 3, 1)));

    assertThat(program.run(MODEL).message()).startsWith("ArchiveRefused: It holds the path ");
  }

  @Test
  void aSecretWithoutTheKeysIsNamed() throws IOException {
    server.on("/models/", request -> text(200, "<ListVersionsResult/>"));

    assertThat(program.run(MODEL, secret(Map.of("AWS_ACCESS_KEY_ID", "a"))).message())
        .isEqualTo(
            "CredentialsNotFound: Secret \"s3\" (model.credentials.secretRef) lacks the keys AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void plainHttpIsForListedHostsOnly() throws IOException {
    try (TestServer plain = TestServer.http()) {
      plain
          .on("/models/", request -> versionsAreDenied(request))
          .on("/models/team/mini/model.onnx", Content.of(WEIGHTS));
      String[] key = secret(Map.of("AWS_ACCESS_KEY_ID", "a", "AWS_SECRET_ACCESS_KEY", "b"));
      Program other = Program.in(directory).options("--endpoint=" + plain.url("")).options(key);

      assertThat(other.run(MODEL).message()).contains("fetch.plainHttpHosts");
      assertThat(plain.requests()).isEmpty();
      assertThat(other.run(MODEL, "--plain-http-hosts=localhost").message())
          .startsWith("Fetched: ");
      assertThat(plain.requests().get(0).header("authorization")).isPresent();
    }
  }

  private Program inRole(Path token) {
    return program.environment(
        Map.of(
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            token.toString(),
            "AWS_ROLE_ARN",
            "arn:aws:iam::1:role/reader",
            "AWS_REGION",
            "eu-central-1",
            "AWS_ENDPOINT_URL_STS",
            server.url("/")));
  }

  /** Two versions of one object, another object, and one that is gone. */
  private TestServer.Reply twoPages(TestServer.Request request) {
    String first =
        version("Version", "team/mini/model.onnx", "v0", 9, 1)
            + version("Version", "team/mini/model.onnx", "v1", 7, 2)
            + "<IsTruncated>true</IsTruncated>"
            + "<NextKeyMarker>team/mini/model.onnx</NextKeyMarker>"
            + "<NextVersionIdMarker>v0</NextVersionIdMarker>";
    String second =
        version("Version", "team/mini/tok/tokenizer.json", "w1", 2, 3)
            + version("DeleteMarker", "team/mini/old.onnx", "d1", 0, 7)
            + version("Version", "team/mini/old.onnx", "o1", 5, 4)
            + "<IsTruncated>false</IsTruncated>";
    boolean isSecond =
        request.path().contains("key-marker=team%2Fmini%2Fmodel.onnx")
            && request.path().contains("version-id-marker=v0");
    return text(200, "<R>%s</R>".formatted(isSecond ? second : first));
  }

  private static TestServer.Reply versionsAreDenied(TestServer.Request request) {
    return request.path().contains("list-type=2")
        ? text(200, list("Contents", "team/mini/model.onnx", "", 7, 1))
        : text(403, error("AccessDenied"));
  }

  private static String list(String element, String key, String version, int size, int second) {
    return "<R>%s</R>".formatted(version(element, key, version, size, second));
  }

  private static String version(String element, String key, String version, int size, int second) {
    return "<%1$s><Key>%2$s</Key><VersionId>%3$s</VersionId><Size>%4$d</Size><ETag>&quot;e%5$d&quot;</ETag><LastModified>2026-01-01T00:00:0%5$dZ</LastModified></%1$s>"
        .formatted(element, key, version, size, second);
  }

  private static String error(String code) {
    return "<Error><Code>%s</Code></Error>".formatted(code);
  }

  private static String credentials() {
    return "<A><Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>k</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2126-01-01T00:00:00Z</Expiration></Credentials></A>";
  }

  private static TestServer.Reply text(int status, String xml) {
    return out -> {
      TestServer.head(out, status, "Content-Type: application/xml");
      TestServer.line(out, "Content-Length: " + xml.length());
      TestServer.line(out, "");
      out.write(xml.getBytes(StandardCharsets.US_ASCII));
    };
  }

  private String[] secret(Map<String, String> keys) throws IOException {
    Path secret = Files.createTempDirectory(directory, "secret");
    for (var key : keys.entrySet()) {
      Files.writeString(secret.resolve(key.getKey()), key.getValue());
    }
    return new String[] {"--credentials=" + secret, "--credentials-name=s3"};
  }
}
