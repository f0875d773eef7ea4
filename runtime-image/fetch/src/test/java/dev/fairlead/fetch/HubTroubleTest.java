package dev.fairlead.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.fetch.Content.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Hub, and the store of its large files, whose answers break, stall or crawl, and that die. */
class HubTroubleTest {
  private static final String MODEL = "hf://team/mini";
  private static final byte[] WEIGHTS = new byte[100_000];

  static {
    new Random(6).nextBytes(WEIGHTS);
  }

  @TempDir Path directory;
  private TestServer server;
  private TestServer store;
  private Relay relay;
  private Program hasty;
  private Program program;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.http();
    store = TestServer.http();
    relay = Relay.before(server.url(""));
    hub(store).push("main");
    program =
        Program.in(directory)
            .options(
                "--endpoint=" + relay.url(),
                "--plain-http-hosts=localhost,127.0.0.1",
                "--allowed-hosts=127.0.0.1");
    hasty = program.hasty();
  }

  @AfterEach
  void stop() throws IOException {
    relay.close();
    server.close();
    store.close();
  }

  @Test
  void aStoreThatStallsIsNamedAndTheNextStartGoesOn() throws IOException {
    weights(n -> n <= 3 ? new Fault.StallAfter(n == 1 ? 40_960 : 0) : new Fault.None());

    var first = hasty.run(MODEL);

    assertThat(first.message()).isEqualTo(stopped("nothing arrived any more"));
    assertThat(first.exitCode()).isEqualTo(1);
    assertThat(hasty.isServable()).isFalse();
    assertThat(program.run(MODEL).message()).startsWith("Fetched: ");
    assertThat(store.requests().get(3).header("range")).contains("bytes=40960-");
    assertThat(model()).isEqualTo(WEIGHTS);
  }

  @Test
  void aStoreThatCrawlsIsGivenUp() throws IOException {
    weights(n -> new Fault.Trickle());

    assertThat(program.run(MODEL).message())
        .startsWith("FetchFailed: Copying onnx/model.onnx from localhost stopped after ")
        .contains("less than 100 bytes in");
    assertThat(program.isServable()).isFalse();
  }

  @Test
  void aStoreThatDiesInTheMiddleIsNamedAndTheNextStartGoesOnAtAnother() throws IOException {
    weights(
        n -> {
          close(store);
          return new Fault.CutAfter(40_960);
        });

    assertThat(program.run(MODEL).message()).isEqualTo(stopped("the connection is refused"));
    assertThat(program.isServable()).isFalse();
    try (TestServer another = TestServer.http()) {
      hub(another).push("main");

      assertThat(program.run(MODEL).message()).startsWith("Fetched: ");
      assertThat(another.requests().get(0).header("range")).contains("bytes=40960-");
      assertThat(model()).isEqualTo(WEIGHTS);
    }
  }

  @Test
  void aHubThatStallsInItsListIsNamed() throws IOException {
    relay.breaks("/tree/", n -> new Fault.StallAfter(20));

    assertThat(hasty.run(MODEL).message())
        .isEqualTo(
            "FetchFailed: Reading team/mini from localhost failed: nothing arrived any more.");
    assertThat(hasty.isServable()).isFalse();
    assertThat(store.requests()).isEmpty();
  }

  @Test
  void aListThatBreaksOffIsAskedForAgain() throws IOException {
    relay.breaks("/tree/", n -> n <= 2 ? new Fault.CutAfter(20) : new Fault.None());

    assertThat(program.run(MODEL).message()).startsWith("Fetched: ");
  }

  @Test
  void aListThatBreaksOffAgainAndAgainIsNamed() throws IOException {
    relay.breaks("/tree/", n -> new Fault.CutAfter(20));

    assertThat(program.resolve(MODEL).message())
        .isEqualTo(
            "FetchFailed: Reading team/mini from localhost failed: the connection ended too early.");
  }

  @Test
  void aHubThatDiesAfterItsListIsNamed() throws IOException {
    relay.breaks(
        "/resolve/",
        n -> {
          relay.stopListening();
          return new Fault.CutAfter(0);
        });

    assertThat(program.run(MODEL).message())
        .matches(
            "FetchFailed: Copying \\S+ from localhost stopped after 0 bytes of [^:]+: the connection is refused.");
    assertThat(program.isServable()).isFalse();
  }

  @Test
  void aRepositoryIsFoundByTheNameThatItHad() throws IOException {
    hub(store).renamedFrom("team/old");

    assertThat(program.run("hf://team/old").message()).startsWith("Fetched: ");
    assertThat(model()).isEqualTo(WEIGHTS);
  }

  @Test
  void theTokenDoesNotGoToWhereTheHubRedirects() throws Exception {
    TestTls tls = TestTls.create(Files.createDirectory(directory.resolve("tls")));
    try (Relay secure = Relay.before(server.url(""), tls.context());
        Relay other = Relay.before(server.url(""), tls.context())) {
      secure.breaks(
          "/api/",
          n ->
              new Fault.Instead(
                  TestServer.status(
                      307,
                      "Location: "
                          + other.url("127.0.0.1", secure.requests("/api/").get(n - 1).path()))));
      Program asking =
          Program.in(directory)
              .options(
                  "--endpoint=" + secure.url(),
                  "--trusted-cas=" + tls.pem(),
                  "--plain-http-hosts=127.0.0.1",
                  "--allowed-hosts=127.0.0.1");

      assertThat(asking.run(MODEL, asking.secret("hub", Map.of("token", "s3cret"))).message())
          .startsWith("Fetched: ");
      assertThat(secure.requests("/api/").get(0).header("authorization")).contains("Bearer s3cret");
      assertThat(other.requests("/api/"))
          .hasSize(2)
          .allSatisfy(request -> assertThat(request.header("authorization")).isEmpty());
    }
  }

  private TestHub hub(TestServer files) {
    return new TestHub(server, files, "team/mini")
        .file("config.json", "{}")
        .file("tokenizer.json", "{\"a\":1}")
        .lfs("onnx/model.onnx", WEIGHTS);
  }

  private void weights(IntFunction<Fault> fault) {
    store.on(TestHub.storePath(WEIGHTS), Content.of(WEIGHTS, fault));
  }

  private byte[] model() throws IOException {
    return Files.readAllBytes(program.destination().resolve("onnx/model.onnx"));
  }

  private static String stopped(String why) {
    return "FetchFailed: Copying onnx/model.onnx from localhost stopped after 40.0 KiB of 97.7 KiB: %s. What is here is kept for the next start."
        .formatted(why);
  }

  private static void close(TestServer server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
