package dev.fairlead.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.fetch.Content.Fault;
import dev.fairlead.fetch.files.Sha256;
import dev.fairlead.fetch.net.Timeouts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Servers and networks that fail in the middle: what is here is kept, the end is right or said. */
class BrokenNetworkTest {
  private static final byte[] MODEL = new byte[100_000];
  private static final String SHA256;

  static {
    new Random(1).nextBytes(MODEL);
    SHA256 = Sha256.of(MODEL);
  }

  @TempDir Path directory;
  private TestServer server;
  private Program program;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.http();
    program = Program.in(directory).options("--plain-http-hosts=localhost");
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void goesOnWhereATruncatedAnswerEnded() throws IOException {
    serve(n -> n <= 3 ? new Fault.CutAfter(25_000) : new Fault.None());

    assertThat(fetch().message()).startsWith("Fetched: digest=sha256:" + SHA256);
    assertThat(server.requests("/m.bin"))
        .extracting(request -> request.header("range").orElse("all"))
        .containsExactly("all", "bytes=25000-", "bytes=50000-", "bytes=75000-");
    assertThat(server.requests("/m.bin").get(1).header("if-range")).contains("\"v1\"");
  }

  @Test
  void goesOnAfterAStall() throws IOException {
    serve(n -> n == 1 ? new Fault.StallAfter(40_000) : new Fault.None());

    assertThat(program.hasty().run(server.url("/m.bin")).message())
        .startsWith("Fetched: digest=sha256:" + SHA256);
    assertThat(server.requests("/m.bin").get(1).header("range")).contains("bytes=40000-");
  }

  @Test
  void givesUpOnAServerThatStallsAgainAndAgainSayingHowFarItCame() throws IOException {
    serve(n -> new Fault.StallAfter(n == 1 ? 40_960 : 0));

    var outcome = program.hasty().run(server.url("/m.bin"));

    assertThat(outcome.message())
        .isEqualTo(
            "FetchFailed: Copying m.bin from localhost stopped after 40.0 KiB of 97.7 KiB: nothing arrived any more. What is here is kept for the next start.");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(program.files()).isEmpty();
  }

  @Test
  void goesOnInTheNextStartOfTheContainer() throws IOException {
    serve(n -> n <= 3 ? new Fault.CutAfter(n == 1 ? 30_000 : 0) : new Fault.None());

    var first = fetch();
    var second = fetch();

    assertThat(first.message())
        .startsWith("FetchFailed: Copying m.bin from localhost stopped after 29.3 KiB");
    assertThat(second.message()).startsWith("Fetched: digest=sha256:" + SHA256);
    assertThat(server.requests("/m.bin").get(3).header("range")).contains("bytes=30000-");
  }

  @Test
  void startsOverWhenTheFileChangedInBetween() throws IOException {
    byte[] changed = "another version".getBytes(StandardCharsets.UTF_8);
    var old = Content.of(MODEL, "\"v1\"", n -> new Fault.CutAfter(30_000));
    var now = Content.of(changed, "\"v2\"", n -> new Fault.None());
    var count = new AtomicInteger();
    server.on("/m.bin", request -> (count.getAndIncrement() == 0 ? old : now).reply(request));

    assertThat(fetch().message()).startsWith("Fetched: digest=sha256:" + Sha256.of(changed));
    assertThat(program.files()).isEqualTo(Map.of("m.bin", "another version"));
  }

  @Test
  void doesNotJoinPiecesThatNothingSaysBelongTogether() throws IOException {
    IntFunction<Fault> cutOnce = n -> n == 1 ? new Fault.CutAfter(30_000) : new Fault.None();
    server.on("/m.bin", Content.of(MODEL, "", cutOnce));

    assertThat(fetch().message()).startsWith("Fetched: digest=sha256:" + SHA256);
    assertThat(server.requests("/m.bin").get(1).header("range")).isEmpty();
  }

  @Test
  void joinsThemWhereADigestTellsInTheEnd() throws IOException {
    IntFunction<Fault> cutOnce = n -> n == 1 ? new Fault.CutAfter(30_000) : new Fault.None();
    server.on("/m.bin", Content.of(MODEL, "", cutOnce));

    fetch("--digest=sha256:" + SHA256);

    assertThat(server.requests("/m.bin").get(1).header("range")).contains("bytes=30000-");
  }

  @Test
  void fetchesOnceMoreWhenTheJoinedPiecesAreOfTwoVersions() throws IOException {
    byte[] old = new byte[MODEL.length];
    var first = Content.of(old, "", n -> new Fault.CutAfter(30_000));
    var rest = Content.of(MODEL, "", n -> new Fault.None());
    var count = new AtomicInteger();
    server.on("/m.bin", request -> (count.getAndIncrement() == 0 ? first : rest).reply(request));

    assertThat(fetch("--digest=sha256:" + SHA256).message()).startsWith("Fetched: ");
    assertThat(server.requests("/m.bin")).hasSize(3);
  }

  @Test
  void triesAgainAfterServerErrors() throws IOException {
    serve(
        n -> n <= 2 ? new Fault.Instead(TestServer.status(n == 1 ? 500 : 503)) : new Fault.None());

    assertThat(fetch().message()).startsWith("Fetched: ");
  }

  @Test
  void saysWhichErrorStayed() throws IOException {
    serve(n -> new Fault.Instead(TestServer.status(502)));

    assertThat(fetch().message())
        .isEqualTo(
            "FetchFailed: Copying m.bin from localhost stopped after 0 bytes: localhost answered HTTP 502.");
    assertThat(server.requests("/m.bin")).hasSize(3);
  }

  @Test
  void startsOverAfterBytesFromAnotherPlace() throws IOException {
    serve(
        n ->
            switch (n) {
              case 1 -> new Fault.CutAfter(30_000);
              case 2 ->
                  new Fault.Instead(
                      out -> {
                        TestServer.head(out, 206, "Content-Range: bytes 10-99999/100000");
                        TestServer.line(out, "Content-Length: 99990");
                        TestServer.line(out, "");
                        out.write(MODEL, 10, 99_990);
                      });
              default -> new Fault.None();
            });

    assertThat(fetch().message()).startsWith("Fetched: digest=sha256:" + SHA256);
    assertThat(server.requests("/m.bin").get(2).header("range")).isEmpty();
  }

  @Test
  void bringsAFileWhoseLengthNobodySays() throws IOException {
    server.on("/m.bin", request -> chunks(true));

    assertThat(fetch().message()).startsWith("Fetched: digest=sha256:" + SHA256);
  }

  @Test
  void noticesThatTheLastChunkIsMissing() throws IOException {
    var count = new AtomicInteger();
    server.on("/m.bin", request -> chunks(count.incrementAndGet() > 1));

    assertThat(fetch().message()).startsWith("Fetched: digest=sha256:" + SHA256);
    assertThat(server.requests("/m.bin")).hasSize(2);
  }

  @Test
  void bringsAnEmptyFile() throws IOException {
    server.on("/m.bin", Content.of(new byte[0]));

    assertThat(fetch().message()).contains(" files=1 bytes=0 ");
  }

  @Test
  void givesUpAConnectionThatTrickles() throws IOException {
    serve(n -> new Fault.Trickle());

    assertThat(fetch().message())
        .startsWith("FetchFailed: Copying m.bin from localhost stopped after ")
        .contains("less than 100 bytes in");
  }

  @Test
  void saysThatNobodyListens() throws IOException {
    server.close();

    assertThat(fetch().message()).contains("the connection is refused");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void saysThatPacketsAreDropped() throws IOException {
    var settings =
        new Settings(
            Program.LOOPBACK_IS_PRIVATE,
            new Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(1)),
            Program.QUICK.retries(),
            Program.QUICK.limits(),
            Map.of());
    try (var full = new FullBacklog()) {
      var outcome = program.with(settings).run("http://localhost:%d/m.bin".formatted(full.port()));

      assertThat(outcome.message())
          .isEqualTo(
              "FetchFailed: Copying m.bin from localhost stopped after 0 bytes: no answer within 1 s.");
    }
  }

  @Test
  void saysThatTheNameIsNotKnown() throws IOException {
    var outcome = program.run("https://model-store.invalid/m.bin");

    assertThat(outcome.message()).contains("the host name is not known (DNS)");
  }

  private void serve(IntFunction<Fault> fault) {
    server.on("/m.bin", Content.of(MODEL, fault));
  }

  private Program.Outcome fetch(String... more) throws IOException {
    return program.run(server.url("/m.bin"), more);
  }

  private static TestServer.Reply chunks(boolean last) {
    return out -> {
      TestServer.head(out, 200, "Transfer-Encoding: chunked");
      TestServer.line(out, "");
      TestServer.line(out, Integer.toHexString(MODEL.length));
      out.write(MODEL);
      TestServer.line(out, "");
      if (last) {
        TestServer.line(out, "0");
        TestServer.line(out, "");
      }
    };
  }
}
