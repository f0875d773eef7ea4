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

/** A real registry whose answers break, stall, crawl or lead elsewhere, and one that dies. */
class OciTroubleIT {
  private static final String PLACE = "models/mini:1";
  private static final byte[] MODEL = random(100_000);

  /** More than the system takes from a server before anybody reads it. */
  private static final byte[] BIG = random(16 << 20);

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
    program = Program.in(directory).patient().options("--plain-http-hosts=localhost,127.0.0.1");
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
        "/blobs/",
        n -> n <= 3 ? new Fault.CutAfter(n == 1 ? 40_960 : 0) : new Fault.None());

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
    Program hasty = Program.in(directory).options("--plain-http-hosts=localhost");
    relay.breaks(
        "/blobs/",
        n -> n <= 3 ? new Fault.StallAfter(n == 1 ? 40_960 : 0) : new Fault.None());

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
        .startsWith("FetchFailed: Copying model.onnx from %s stopped after ".formatted(relay.host()))
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

  @Test
  void aRegistryThatDiesInTheMiddleAndComesBackIsGoneOnWith() throws IOException {
    try (DockerRegistry mortal = DockerRegistry.start(directory);
        Relay before = Relay.before(mortal.url())) {
      new Publisher(mortal.host()).publishModel(PLACE, BIG);
      before.breaks(
          "/blobs/",
          n -> {
            if (n == 2) {
              mortal.restart();
            }
            return n == 1 ? new Fault.Meanwhile(1 << 20, mortal::kill) : new Fault.None();
          });

      assertThat(program.run(uri(before.host())).message()).contains(" files=1 bytes=" + BIG.length);
      assertThat(before.requests("/blobs/")).hasSize(2);
      assertThat(before.requests("/blobs/").get(1).header("range"))
          .hasValueSatisfying(range -> assertThat(offset(range)).isBetween(1 << 20, BIG.length - 1));
      assertThat(model()).isEqualTo(BIG);
    }
  }

  @Test
  void aRegistryThatDiesInTheMiddleAndStaysDeadIsNamedAndTheNextStartGoesOn() throws IOException {
    try (DockerRegistry mortal = DockerRegistry.start(directory);
        Relay before = Relay.before(mortal.url())) {
      new Publisher(mortal.host()).publishModel(PLACE, BIG);
      before.breaks(
          "/blobs/",
          n ->
              new Fault.Meanwhile(
                  1 << 20,
                  () -> {
                    mortal.kill();
                    before.stopListening();
                  }));

      var outcome = program.run(uri(before.host()));

      assertThat(outcome.message())
          .matches(
              "FetchFailed: Copying model.onnx from %s stopped after [0-9.]+ MiB of 16.0 MiB: the connection is refused. What is here is kept for the next start."
                  .formatted(before.host()));
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(program.isServable()).isFalse();
      assertThat(program.resolve(uri(mortal.host())).message())
          .isEqualTo(
              "FetchFailed: Reading the manifest 1 from %s failed: the connection is refused."
                  .formatted(mortal.host()));
      mortal.restart();
      try (Relay after = Relay.before(mortal.url())) {
        assertThat(program.run(uri(after.host())).message()).startsWith("Fetched: ");
        assertThat(after.requests("/blobs/").get(0).header("range"))
            .hasValueSatisfying(range -> assertThat(offset(range)).isPositive());
      }
      assertThat(model()).isEqualTo(BIG);
    }
  }

  private void redirectBlobs(Relay to) {
    relay.breaks(
        "/blobs/",
        n ->
            new Fault.Instead(
                TestServer.status(
                    307,
                    "Location: "
                        + to.url("127.0.0.1", relay.requests("/blobs/").get(0).path()))));
  }

  private String stopped(String why) {
    return "FetchFailed: Copying model.onnx from %s stopped after 40.0 KiB of 97.7 KiB: %s. What is here is kept for the next start."
        .formatted(relay.host(), why);
  }

  private String uri() {
    return uri(relay.host());
  }

  private static String uri(String host) {
    return "oci://" + host + "/" + PLACE;
  }

  private byte[] model() throws IOException {
    return Files.readAllBytes(program.destination().resolve("model.onnx"));
  }

  private static int offset(String range) {
    return Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
  }

  private static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    new Random(bytes).nextBytes(random);
    return random;
  }
}
