package dev.fairlead.fetch;

import static dev.fairlead.fetch.archive.Archives.allOf;
import static dev.fairlead.fetch.archive.Archives.gzip;
import static dev.fairlead.fetch.archive.Archives.tar;
import static dev.fairlead.fetch.archive.Archives.tarFile;
import static dev.fairlead.fetch.archive.Archives.zip;
import static dev.fairlead.fetch.archive.Archives.zipFile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.fetch.files.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives over https, from the download to the volume. */
class ArchiveFetchTest {
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

  @ParameterizedTest
  @ValueSource(strings = {"m.zip", "m.tar", "m.tar.gz", "m.tgz", "M.ZIP"})
  void unpacksByTheEndingOfTheName(String name) throws IOException {
    byte[] archive = archive(name);
    server.on("/" + name, Content.of(archive));

    var outcome = program.run(server.url("/" + name + "?download=1"));

    assertThat(outcome.message())
        .isEqualTo(
            "Fetched: digest=sha256:%s files=2 bytes=9 resolved=%s@sha256:%s"
                .formatted(Sha256.of(archive), server.url("/" + name), Sha256.of(archive)));
    assertThat(program.files())
        .isEqualTo(Map.of("model.onnx", "weights", "tok/tokenizer.json", "{}"));
    assertThat(program.destination().resolve(".fairlead")).isDirectoryNotContaining("glob:**/work");
  }

  @Test
  void unpacksNothingBeforeTheDigestIsRight() throws IOException {
    server.on("/m.zip", Content.of(archive("m.zip")));

    var outcome = program.run(server.url("/m.zip"), "--digest=sha256:" + "0".repeat(64));

    assertThat(outcome.message()).startsWith("DigestMismatch: m.zip has the digest");
    assertThat(program.files()).isEmpty();
    assertThat(program.destination().resolve(".fairlead/work")).isEmptyDirectory();
  }

  @Test
  void aHostileArchiveLeavesNothingInPlace() throws IOException {
    server.on("/m.zip", Content.of(zip(allOf(zipFile("ok", "x"), zipFile("../../evil", "x")))));

    var outcome = program.run(server.url("/m.zip"));

    assertThat(outcome.message())
        .isEqualTo(
            "ArchiveRefused: The archive m.zip is refused. It holds the path '../../evil': pack plain relative paths, without '..', and not under .fairlead/.");
    assertThat(program.files()).isEmpty();
    assertThat(directory.resolve("evil")).doesNotExist();
  }

  @Test
  void aSignInPageIsNoArchive() throws IOException {
    server.on("/m.tgz", request -> TestServer.text("text/html", "<html>Please sign in</html>"));

    assertThat(program.run(server.url("/m.tgz")).message())
        .isEqualTo(
            "ArchiveRefused: The archive m.tgz cannot be read as tar.gz: it is damaged or packed in another way.");
  }

  @Test
  void theRoomCountsArchiveAndContent() throws IOException {
    byte[] archive = tar(tarFile("model.onnx", "x".repeat(50_000)));
    server.on("/m.tar", Content.of(archive));

    assertThat(program.run(server.url("/m.tar"), "--max-bytes=20000").message())
        .isEqualTo(
            "StorageFull: The model needs at least 51.5 KiB, model.storage allows 19.5 KiB: raise model.storage.");
    assertThat(program.run(server.url("/m.tar"), "--max-bytes=100000").message())
        .startsWith("StorageFull: The model needs at least ");
    assertThat(program.run(server.url("/m.tar"), "--max-bytes=120000").message())
        .startsWith("Fetched: ");
  }

  @Test
  void theRestOfAnEarlierModelIsGone() throws IOException {
    Files.createDirectories(program.destination().resolve(".fairlead/work/old.tree/deep"));
    Files.writeString(program.destination().resolve("old.bin"), "old");
    server.on("/m.zip", Content.of(archive("m.zip")));

    program.run(server.url("/m.zip"));

    assertThat(program.files()).containsOnlyKeys("model.onnx", "tok/tokenizer.json");
  }

  private static byte[] archive(String name) throws IOException {
    if (name.toLowerCase(java.util.Locale.ROOT).endsWith(".zip")) {
      return zip(allOf(zipFile("model.onnx", "weights"), zipFile("tok/tokenizer.json", "{}")));
    }
    byte[] tar =
        tar(
            dev.fairlead.fetch.archive.Archives.all(
                tarFile("model.onnx", "weights"), tarFile("tok/tokenizer.json", "{}")));
    return name.endsWith("gz") ? gzip(tar) : tar;
  }
}
