package dev.fairlead.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.fetch.Content.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store that checks signatures whose answers break, stall, crawl, lead elsewhere or change in the
 * middle, and one that dies.
 */
class S3TroubleIT {
  private static final String MODEL = numbers(100_000);

  /** More than the system takes from a store before anybody reads it. */
  private static final String BIG = numbers(16 << 20);

  private static final String OBJECT = "model.onnx";

  @TempDir static Path storeDirectory;
  @TempDir Path directory;
  private static S3Store store;
  private Relay relay;
  private Program program;
  private String bucket;

  @BeforeAll
  static void startStore() throws IOException {
    store = S3Store.start(storeDirectory);
  }

  @AfterAll
  static void stopStore() throws IOException {
    store.close();
  }

  @BeforeEach
  void start(TestInfo test) throws IOException {
    bucket = "models-" + Integer.toHexString(test.getDisplayName().hashCode());
    store.createBucket(bucket);
    store.put(bucket, "mini/" + OBJECT, MODEL);
    relay = Relay.before(store.endpoint());
    program = program(store);
  }

  @AfterEach
  void stop() throws IOException {
    relay.close();
  }

  @Test
  void aDownloadThatBreaksOffGoesOnWhereItEnded() throws IOException {
    relay.breaks(OBJECT, n -> n <= 2 ? new Fault.CutAfter(25_000) : new Fault.None());

    assertThat(program.run(uri()).message()).startsWith("Fetched: ");
    assertThat(relay.requests(OBJECT))
        .extracting(request -> request.header("range").orElse("all"))
        .containsExactly("all", "bytes=25000-", "bytes=50000-");
    assertThat(model()).isEqualTo(MODEL);
  }

  @Test
  void oneThatBreaksOffAgainAndAgainIsNamedAndTheNextStartGoesOn() throws IOException {
    relay.breaks(OBJECT, n -> n <= 3 ? new Fault.CutAfter(n == 1 ? 40_960 : 0) : new Fault.None());

    var first = program.run(uri());

    assertThat(first.message()).isEqualTo(stopped("the connection ended too early"));
    assertThat(first.exitCode()).isEqualTo(1);
    assertThat(program.isServable()).isFalse();
    assertThat(program.run(uri()).message()).startsWith("Fetched: ");
    assertThat(relay.requests(OBJECT).get(3).header("range")).contains("bytes=40960-");
    assertThat(model()).isEqualTo(MODEL);
  }

  @Test
  void aStoreThatStallsIsNamedAndTheNextStartGoesOn() throws IOException {
    Program hasty = program.hasty();
    relay.breaks(
        OBJECT, n -> n <= 3 ? new Fault.StallAfter(n == 1 ? 40_960 : 0) : new Fault.None());

    assertThat(hasty.run(uri()).message()).isEqualTo(stopped("nothing arrived any more"));
    assertThat(hasty.isServable()).isFalse();
    assertThat(program.run(uri()).message()).startsWith("Fetched: ");
    assertThat(relay.requests(OBJECT).get(3).header("range")).contains("bytes=40960-");
    assertThat(model()).isEqualTo(MODEL);
  }

  @Test
  void aStoreThatCrawlsIsGivenUp() throws IOException {
    relay.breaks(OBJECT, n -> new Fault.Trickle());

    assertThat(program.run(uri()).message())
        .startsWith("FetchFailed: Copying model.onnx from localhost stopped after ")
        .contains("less than 100 bytes in");
    assertThat(program.isServable()).isFalse();
  }

  @Test
  void aListThatBreaksOffIsAskedForAgain() throws IOException {
    relay.breaks("versions", n -> n <= 2 ? new Fault.CutAfter(200) : new Fault.None());

    assertThat(program.run(uri()).message()).startsWith("Fetched: ");
    assertThat(relay.requests("versions")).hasSize(3);
  }

  @Test
  void aListThatBreaksOffAgainAndAgainIsNamed() throws IOException {
    relay.breaks("versions", n -> new Fault.CutAfter(200));

    assertThat(program.resolve(uri()).message())
        .isEqualTo(
            "FetchFailed: Listing %s failed: the connection ended too early.".formatted(uri()));
    assertThat(relay.requests(OBJECT)).isEmpty();
  }

  /** The signature is for one host. */
  @Test
  void aRedirectIsNotFollowed() throws IOException {
    try (Relay other = Relay.before(store.endpoint())) {
      relay.breaks(
          OBJECT,
          n ->
              new Fault.Instead(
                  TestServer.status(
                      307,
                      "Location: " + other.url("127.0.0.1", "/" + bucket + "/mini/model.onnx"))));

      assertThat(program.run(uri(), "--allowed-hosts=127.0.0.1").message())
          .startsWith(
              "FetchFailed: localhost answered HTTP 307 to the request for object mini/model.onnx in bucket "
                  + bucket);
      assertThat(other.requests("")).isEmpty();
      assertThat(program.isServable()).isFalse();
    }
  }

  @Test
  void piecesOfTwoVersionsAreNotJoined() throws IOException {
    relay.breaks(
        OBJECT,
        n -> {
          if (n == 2) {
            store.put(bucket, "mini/" + OBJECT, MODEL.replace('1', '2'));
          }
          return n == 1 ? new Fault.CutAfter(40_960) : new Fault.None();
        });

    assertThat(program.run(uri()).message())
        .isEqualTo(
            "DigestMismatch: The object mini/model.onnx in bucket %s was changed while it was fetched: fetch it again."
                .formatted(bucket));
    assertThat(program.isServable()).isFalse();
    assertThat(program.run(uri()).message()).startsWith("Fetched: ");
    assertThat(model()).isEqualTo(MODEL.replace('1', '2'));
  }

  @Test
  void aStoreThatDiesInTheMiddleIsNamedAndAnotherOneIsGoneOnWith() throws IOException {
    try (S3Store mortal = big(directory)) {
      relay.leadTo(mortal.endpoint());
      relay.breaks(OBJECT, n -> new Fault.Meanwhile(1 << 20, mortal::kill));

      var outcome = program(mortal).run(uri());

      assertThat(outcome.message())
          .matches(
              "FetchFailed: Copying model.onnx from localhost stopped after [0-9.]+ MiB of 16.0 MiB: the connection broke. What is here is kept for the next start.");
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(program.isServable()).isFalse();
    }
    int before = relay.requests(OBJECT).size();
    try (S3Store next = big(directory)) {
      relay.leadTo(next.endpoint());
      relay.breaks(OBJECT, n -> new Fault.None());

      assertThat(program(next).run(uri()).message()).contains(" files=1 bytes=" + BIG.length());
      assertThat(relay.requests(OBJECT)).hasSize(before + 1);
      assertThat(relay.requests(OBJECT).get(before).header("range")).isPresent();
      assertThat(model()).isEqualTo(BIG);
    }
  }

  private S3Store big(Path place) throws IOException {
    S3Store big = S3Store.start(place);
    big.createBucket(bucket);
    big.put(bucket, "mini/" + OBJECT, BIG);
    return big;
  }

  private Program program(S3Store at) throws IOException {
    Program program =
        Program.in(directory)
            .options("--endpoint=" + relay.url(), "--plain-http-hosts=localhost,127.0.0.1");
    return program.options(program.secret("s3", at.key()));
  }

  private String uri() {
    return "s3://" + bucket + "/mini";
  }

  private String model() throws IOException {
    return Files.readString(program.destination().resolve(OBJECT), StandardCharsets.US_ASCII);
  }

  private static String stopped(String why) {
    return "FetchFailed: Copying model.onnx from localhost stopped after 40.0 KiB of 97.7 KiB: %s. What is here is kept for the next start."
        .formatted(why);
  }

  /** Text in which no piece stands twice. */
  private static String numbers(int length) {
    return IntStream.range(10_000_000, 10_000_000 + length / 8)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining());
  }
}
