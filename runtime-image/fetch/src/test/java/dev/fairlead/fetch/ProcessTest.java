package dev.fairlead.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.fairlead.fetch.Content.Fault;
import dev.fairlead.fetch.files.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process: memory, signals, what the next start finds. */
class ProcessTest {
  private static final long MIB = 1 << 20;

  /** The size of the big model. */
  private static final int GIBIBYTES = Boolean.getBoolean("campaign") ? 20 : 1;

  private static final byte[] MODEL = new byte[3 << 20];

  static {
    new Random(2).nextBytes(MODEL);
  }

  @TempDir Path directory;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.http();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void memoryDoesNotGrowWithTheModel() throws Exception {
    int blocks = GIBIBYTES * 1024;
    server.on("/big.bin", request -> out -> stream(out, blocks));
    long peak = 0;

    try (Child child = Child.start(directory, server.url("/big.bin"))) {
      while (child.process().isAlive()) {
        peak = Math.max(peak, child.peakMemory());
        Thread.sleep(20);
      }

      assertThat(child.message())
          .startsWith(
              "Fetched: digest=sha256:%s files=1 bytes=%d "
                  .formatted(digest(blocks), blocks * MIB));
    }
    System.out.printf("%d GiB: at most %d MiB of memory%n", GIBIBYTES, peak / MIB);
    assertThat(peak).isBetween(1L, 160 * MIB);
  }

  @Test
  void stopsAtOnceOnSigtermAndGoesOnInTheNextStart() throws Exception {
    server.on(
        "/m.bin",
        Content.of(MODEL, n -> n == 1 ? new Fault.StallAfter(1 << 20) : new Fault.None()));

    try (Child child = Child.start(directory, server.url("/m.bin"))) {
      Child.await("1 MiB is here", () -> child.partBytes() == MIB);
      child.process().destroy();

      assertThat(child.end()).isEqualTo(143);
      assertThat(child.message())
          .isEqualTo(
              "FetchFailed: stopped from outside after 1.0 MiB of 3.0 MiB. What is here is kept for the next start.");
      assertThat(child.log()).doesNotContain("Exception", "\tat ");
    }
    try (Child child = Child.start(directory, server.url("/m.bin"))) {
      assertThat(child.end()).isZero();
      assertThat(child.message()).startsWith("Fetched: digest=sha256:" + Sha256.of(MODEL));
    }
    assertThat(server.requests("/m.bin").get(1).header("range")).contains("bytes=1048576-");
  }

  @Test
  void goesOnAfterItWasKilled() throws Exception {
    server.on(
        "/m.bin",
        Content.of(MODEL, n -> n == 1 ? new Fault.StallAfter(1 << 20) : new Fault.None()));

    try (Child child = Child.start(directory, server.url("/m.bin"))) {
      Child.await("1 MiB is here", () -> child.partBytes() == MIB);
      child.process().destroyForcibly();
      assertThat(child.end()).isEqualTo(137);
    }
    try (Child child = Child.start(directory, server.url("/m.bin"))) {
      assertThat(child.end()).isZero();
    }
    assertThat(server.requests("/m.bin").get(1).header("range")).contains("bytes=1048576-");
    assertThat(Files.readAllBytes(directory.resolve("models/m.bin"))).isEqualTo(MODEL);
  }

  @Test
  void tellsItsProgressOverHttp() throws Exception {
    server.on("/m.bin", Content.of(MODEL, n -> new Fault.StallAfter(1 << 20)));
    int port = freePort();

    try (Child child = Child.start(directory, server.url("/m.bin"), "--port=" + port)) {
      Child.await("1 MiB is here", () -> child.partBytes() == MIB);

      JsonObject progress = progress(port);
      assertThat(progress.get("phase").getAsString()).isEqualTo("Downloading");
      assertThat(progress.get("bytes").getAsLong()).isEqualTo(MIB);
      assertThat(progress.get("totalBytes").getAsLong()).isEqualTo(3 * MIB);
      assertThat(progress.get("file").getAsString()).isEqualTo("m.bin");
      assertThat(progress.has("trouble")).isFalse();
      assertThat(get(port, "/progress/more").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void tellsItsTroubleOverHttpUntilBytesFlowAgain() throws Exception {
    var goOn = new CompletableFuture<Void>();
    var count = new AtomicInteger();
    Content content = Content.of(MODEL, n -> new Fault.StallAfter(1 << 20));
    server.on(
        "/m.bin",
        request ->
            count.incrementAndGet() == 1
                ? TestServer.status(503)
                : out -> {
                  goOn.join();
                  content.reply(request).to(out);
                });
    int port = freePort();

    try (Child child = Child.start(directory, server.url("/m.bin"), "--port=" + port)) {
      Child.await("it tries again", () -> count.get() == 2);
      assertThat(progress(port).get("trouble").getAsString())
          .isEqualTo("FetchFailed: localhost: localhost answered HTTP 503 (attempt 1 of 5)");

      goOn.complete(null);
      Child.await("1 MiB is here", () -> child.partBytes() == MIB);
      assertThat(progress(port).has("trouble")).isFalse();
    }
  }

  @Test
  void wrongOptionsAreNamedAndEndWithTwo() throws Exception {
    try (Child child = Child.start(directory, server.url("/m.bin"), "--max-byte=1")) {
      assertThat(child.end()).isEqualTo(2);
      assertThat(child.message())
          .isEqualTo("FetchFailed: wrong options: Unrecognized option: --max-byte=1; see --help.");
    }
  }

  private static JsonObject progress(int port) throws Exception {
    return JsonParser.parseString(get(port, "/progress").body()).getAsJsonObject();
  }

  private static HttpResponse<String> get(int port, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static byte[] block() {
    byte[] block = new byte[1 << 20];
    new Random(3).nextBytes(block);
    return block;
  }

  private static void stream(OutputStream out, int blocks) throws IOException {
    TestServer.head(out, 200, "Content-Length: " + blocks * MIB);
    TestServer.line(out, "");
    byte[] block = block();
    for (int i = 0; i < blocks; i++) {
      out.write(block);
    }
  }

  private static String digest(int blocks) {
    MessageDigest digest = Sha256.start();
    byte[] block = block();
    for (int i = 0; i < blocks; i++) {
      digest.update(block);
    }
    return Sha256.hex(digest);
  }
}
