package dev.fairlead.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.fetch.Content.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real registry whose answers break, stall, crawl or lead elsewhere. */
class OciTroubleIT {
  private static final String PLACE = "models/mini:1";
  private static final byte[] MODEL = random(100_000);

  @TempDir static Path registryDirectory;
  @TempDir Path directory;
  private static DockerRegistry registry;
  private static String digest;
  private Relay relay;
  private Program program;

  @BeforeAll
  static void startRegistry() throws IOException {
    registry = DockerRegistry.start(registryDirectory);
    digest = new Publisher(registry.host()).publishModel(PLACE, MODEL);
  }

  @AfterAll
  static void stopRegistry() throws IOException {
    registry.close();
  }

  @BeforeEach
  void start() throws IOException {
    relay = Relay.before(registry.url());
    program = Program.in(directory).options("--plain-http-hosts=localhost,127.0.0.1");
  }

  @AfterEach
  void stop() throws IOException {
    relay.close();
  }

  @Test
  void aDownloadThatBreaksOffGoesOnWhereItEnded() throws IOException {
    relay.breaks("/blobs/", n -> n <= 2 ? new Fault.CutAfter(25_000) : new Fault.None());

    assertThat(program.run(uri()).message()).startsWith("Fetched: digest=" + digest);
    assertThat(relay.requests("/blobs/"))
        .extracting(request -> request.header("range").orElse("all"))
        .containsExactly("all", "bytes=25000-", "bytes=50000-");
    assertThat(model()).isEqualTo(MODEL);
  }

  @Test
  void oneThatBreaksOffAgainAndAgainIsNamedAndTheNextStartGoesOn() throws IOException {
    relay.breaks(
        "/blobs/", n -> n <= 3 ? new Fault.CutAfter(n == 1 ? 40_960 : 0) : new Fault.None());

    var first = program.run(uri());

    assertThat(first.message()).isEqualTo(stopped("the connection ended too early"));
    assertThat(first.exitCode()).isEqualTo(1);
    assertThat(program.isServable()).isFalse();
    assertThat(program.run(uri()).message()).startsWith("Fetched: digest=" + digest);
    assertThat(relay.requests("/blobs/").get(3).header("range")).contains("bytes=40960-");
    assertThat(model()).isEqualTo(MODEL);
  }

  @Test
  void aRegistryThatStallsIsNamedAndTheNextStartGoesOn() throws IOException {
    Program hasty = program.hasty();
    relay.breaks(
        "/blobs/", n -> n <= 3 ? new Fault.StallAfter(n == 1 ? 40_960 : 0) : new Fault.None());

    assertThat(hasty.run(uri()).message()).isEqualTo(stopped("nothing arrived any more"));
    assertThat(hasty.isServable()).isFalse();
    assertThat(program.run(uri()).message()).startsWith("Fetched: digest=" + digest);
    assertThat(relay.requests("/blobs/").get(3).header("range")).contains("bytes=40960-");
    assertThat(model()).isEqualTo(MODEL);
  }

  @Test
  void aRegistryThatCrawlsIsGivenUp() throws IOException {
    relay.breaks("/blobs/", n -> new Fault.Trickle());

    assertThat(program.run(uri()).message())
        .startsWith(
            "FetchFailed: Copying model.onnx from %s stopped after ".formatted(relay.host()))
        .contains("less than 100 bytes in");
    assertThat(program.isServable()).isFalse();
  }

  @Test
  void aManifestThatBreaksOffIsAskedForAgain() throws IOException {
    relay.breaks("/manifests/", n -> n <= 2 ? new Fault.CutAfter(50) : new Fault.None());

    assertThat(program.run(uri()).message()).startsWith("Fetched: digest=" + digest);
    assertThat(relay.requests("/manifests/")).hasSize(3);
  }

  @Test
  void aManifestThatBreaksOffAgainAndAgainIsNamed() throws IOException {
    relay.breaks("/manifests/", n -> new Fault.CutAfter(50));

    assertThat(program.resolve(uri()).message())
        .isEqualTo(
            "FetchFailed: Reading the manifest 1 from %s failed: the connection ended too early."
                .formatted(relay.host()));
    assertThat(program.run(uri()).message())
        .startsWith("FetchFailed: Reading the manifest 1 from " + relay.host());
    assertThat(program.isServable()).isFalse();
    assertThat(relay.requests("/blobs/")).isEmpty();
  }

  @Test
  void aRedirectToAHostThatTheOperatorListsIsFollowed() throws IOException {
    try (Relay store = Relay.before(registry.url())) {
      redirectBlobs(store);

      assertThat(program.run(uri(), "--allowed-hosts=127.0.0.1").message())
          .startsWith("Fetched: digest=" + digest);
      assertThat(store.requests("/blobs/")).hasSize(1);
      assertThat(model()).isEqualTo(MODEL);
    }
  }

  @Test
  void aRedirectToAHostThatNobodyNamedIsRefused() throws IOException {
    try (Relay store = Relay.before(registry.url())) {
      redirectBlobs(store);

      assertThat(program.run(uri()).message())
          .startsWith("FetchFailed: Refused: the model's host leads to 127.0.0.1")
          .contains("fetch.allowedHosts");
      assertThat(store.requests("")).isEmpty();
      assertThat(program.isServable()).isFalse();
    }
  }

  @Test
  void aRedirectInACircleIsNamed() throws IOException {
    redirectBlobs(relay);

    assertThat(program.run(uri(), "--allowed-hosts=127.0.0.1").message())
        .isEqualTo("FetchFailed: localhost redirects more than 10 times.");
    assertThat(program.isServable()).isFalse();
  }

  private void redirectBlobs(Relay to) {
    relay.breaks(
        "/blobs/",
        n ->
            new Fault.Instead(
                TestServer.status(
                    307,
                    "Location: " + to.url("127.0.0.1", relay.requests("/blobs/").get(0).path()))));
  }

  private String stopped(String why) {
    return "FetchFailed: Copying model.onnx from %s stopped after 40.0 KiB of 97.7 KiB: %s. What is here is kept for the next start."
        .formatted(relay.host(), why);
  }

  private String uri() {
    return "oci://" + relay.host() + "/" + PLACE;
  }

  private byte[] model() throws IOException {
    return Files.readAllBytes(program.destination().resolve("model.onnx"));
  }

  private static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    new Random(bytes).nextBytes(random);
    return random;
  }
}
