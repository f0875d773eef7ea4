package dev.fairlead.fetch;

import static dev.fairlead.fetch.archive.Archives.all;
import static dev.fairlead.fetch.archive.Archives.gzip;
import static dev.fairlead.fetch.archive.Archives.tar;
import static dev.fairlead.fetch.archive.Archives.tarEntry;
import static dev.fairlead.fetch.archive.Archives.tarFile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.fetch.archive.Archives.TarContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Container images that keep a model under /models, as KServe's modelcars do. */
class ImageFetchTest {
  @TempDir static Path tlsDirectory;
  @TempDir Path directory;
  private static TestTls tls;
  private TestServer server;
  private TestRegistry registry;
  private Program program;

  @BeforeAll
  static void certificate() throws Exception {
    tls = TestTls.create(tlsDirectory);
  }

  @BeforeEach
  void start() throws IOException {
    server = TestServer.https(tls.context());
    registry = new TestRegistry(server, "models/car");
    program = Program.in(directory).options("--trusted-cas=" + tls.pem());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void bringsWhatLiesUnderModelsAndNothingElse() throws IOException {
    String digest =
        publish(
            layer(
                tarFile("bin/busybox", "a program"),
                tarEntry("bin/sh", TarConstants.LF_SYMLINK, e -> e.setLinkName("busybox")),
                tarEntry("dev/null", TarConstants.LF_CHR, e -> {}),
                tarFile("modelsx/other", "x"),
                tarFile("home/models/other", "x")),
            layer(
                tarEntry("models/", TarConstants.LF_DIR, e -> {}),
                tarFile("models/model.onnx", "weights"),
                tarFile("models/tok/tokenizer.json", "{}")));

    var outcome = program.run(registry.uri("1"));

    assertThat(outcome.message()).startsWith("Fetched: digest=" + digest + " files=2 bytes=9 ");
    assertThat(program.files())
        .isEqualTo(Map.of("model.onnx", "weights", "tok/tokenizer.json", "{}"));
  }

  @Test
  void aBaseImageFullOfLinksIsPassedOver() throws IOException {
    publish(
        layer(
            tarEntry("bin/[", TarConstants.LF_LINK, e -> e.setLinkName("bin/busybox")),
            tarEntry("lib", TarConstants.LF_SYMLINK, e -> e.setLinkName("usr/lib")),
            tarEntry("etc/mtab", TarConstants.LF_SYMLINK, e -> e.setLinkName("../../proc/mounts")),
            tarEntry("srv/models", TarConstants.LF_SYMLINK, e -> e.setLinkName("/models")),
            tarEntry("run/pipe", TarConstants.LF_FIFO, e -> {}),
            tarFile("bin/../../etc/passwd", "x")),
        layer(tarFile("models/model.onnx", "weights")),
        layer(
            tarEntry("opt/m", TarConstants.LF_LINK, e -> e.setLinkName("models/model.onnx")),
            tarFile("etc/.wh.mtab", ""),
            tarFile("srv/.wh..wh..opq", "")));

    assertThat(program.run(registry.uri("1")).message()).startsWith("Fetched: ");
    assertThat(program.files()).isEqualTo(Map.of("model.onnx", "weights"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"models/", "./models/", "/models/"})
  void findsThemHoweverTheirNamesBegin(String prefix) throws IOException {
    publish(layer(tarFile(prefix + "model.onnx", "weights")));

    program.run(registry.uri("1"));

    assertThat(program.files()).isEqualTo(Map.of("model.onnx", "weights"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/vnd.oci.image.layer.v1.tar+gzip",
        "application/vnd.docker.image.rootfs.diff.tar.gzip"
      })
  void readsPackedLayers(String type) throws IOException {
    registry.publishImage(
        "1", registry.layer(type, Map.of(), gzip(tar(tarFile("models/model.onnx", "weights")))));

    program.run(registry.uri("1"));

    assertThat(program.files()).isEqualTo(Map.of("model.onnx", "weights"));
  }

  /** As eStargz has them, so that a file can be read alone. */
  @Test
  void readsALayerThatIsPackedInPieces() throws IOException {
    byte[] tar = tar(all(tarFile("bin/sh", "x"), tarFile("models/model.onnx", "weights")));
    var pieces = new ByteArrayOutputStream();
    pieces.write(gzip(Arrays.copyOfRange(tar, 0, 1024)));
    pieces.write(gzip(Arrays.copyOfRange(tar, 1024, tar.length)));
    registry.publishImage(
        "1",
        registry.layer(
            "application/vnd.oci.image.layer.v1.tar+gzip", Map.of(), pieces.toByteArray()));

    program.run(registry.uri("1"));

    assertThat(program.files()).isEqualTo(Map.of("model.onnx", "weights"));
  }

  @Test
  void anImageInDockersTypesIsReadToo() throws IOException {
    String image =
        registry.publishDockerImage(
            "1",
            registry.layer(
                "application/vnd.docker.image.rootfs.diff.tar.gzip",
                Map.of(),
                gzip(tar(tarFile("models/model.onnx", "weights")))));
    String list =
        registry.publishDockerList(
            "list", Map.of("linux/amd64", image, "linux/s390x", "sha256:" + "0".repeat(64)));

    assertThat(program.run(registry.uri("1")).message()).startsWith("Fetched: digest=" + image);
    assertThat(program.run(registry.uri("list")).message()).startsWith("Fetched: digest=" + list);
    assertThat(program.files()).isEqualTo(Map.of("model.onnx", "weights"));
  }

  @Test
  void aPackingThatItCannotReadIsNamed() throws IOException {
    String type = "application/vnd.oci.image.layer.v1.tar+zstd";
    registry.publishImage("1", registry.layer(type, Map.of(), new byte[] {1}));

    assertThat(program.run(registry.uri("1")).message())
        .startsWith("FetchFailed: The layer sha256:")
        .endsWith("has the media type " + type + ": pack it tar or tar+gzip.");
  }

  @Test
  void aHigherLayerReplacesAndTakesAway() throws IOException {
    publish(
        layer(
            tarFile("models/model.onnx", "old"),
            tarFile("models/gone.txt", "x"),
            tarFile("models/gone/deep/a", "x"),
            tarFile("models/gone.txt.kept", "kept"),
            tarFile("models/opaque/old", "x"),
            tarFile("models/file", "x"),
            tarFile("models/directory/a", "x")),
        layer(
            tarFile("models/model.onnx", "new"),
            tarFile("models/.wh.gone.txt", ""),
            tarFile("models/.wh.gone", ""),
            // Of its own layer a whiteout takes nothing away, wherever it stands.
            tarFile("models/opaque/new", "new"),
            tarFile("models/opaque/.wh..wh..opq", ""),
            tarFile("models/file/now", "a directory"),
            tarFile("models/directory", "a file")));

    program.run(registry.uri("1"));

    assertThat(program.files())
        .isEqualTo(
            Map.of(
                "model.onnx",
                "new",
                "gone.txt.kept",
                "kept",
                "opaque/new",
                "new",
                "file/now",
                "a directory",
                "directory",
                "a file"));
  }

  @ParameterizedTest
  @ValueSource(strings = {".wh.models", ".wh..wh..opq", "models/.wh..wh..opq", "models"})
  void whatTakesAwayTheDirectoryTakesAwayItsFiles(String name) throws IOException {
    publish(
        layer(tarFile("models/old.onnx", "old")),
        layer(tarFile(name, "")),
        layer(tarFile("models/model.onnx", "new")));

    program.run(registry.uri("1"));

    assertThat(program.files()).isEqualTo(Map.of("model.onnx", "new"));
  }

  @Test
  void oneLayerThatStandsTwiceIsLaidTwice() throws IOException {
    TestRegistry.Layer first = layer(tarFile("models/model.onnx", "first"));
    publish(first, layer(tarFile("models/model.onnx", "second")), first);

    program.run(registry.uri("1"));

    assertThat(program.files()).isEqualTo(Map.of("model.onnx", "first"));
  }

  @Test
  void anImageWithoutModelFilesIsNamed() throws IOException {
    publish(layer(tarFile("bin/sh", "x")));

    assertThat(program.run(registry.uri("1")).message())
        .startsWith("ModelNotFound: model.uri names an image without files under /models");
    assertThat(program.files()).isEmpty();
  }

  @Test
  void ofAnIndexItTakesTheOneForLinuxOnAmd64() throws IOException {
    String amd64 = publish(layer(tarFile("models/model.onnx", "amd64")));
    String arm64 = publish(layer(tarFile("models/model.onnx", "arm64")));
    String index =
        registry.publishIndex("both", Map.of("linux/amd64", amd64, "linux/arm64", arm64));

    assertThat(program.run(registry.uri("both")).message()).startsWith("Fetched: digest=" + index);
    assertThat(program.files()).isEqualTo(Map.of("model.onnx", "amd64"));
  }

  @Test
  void ofAnIndexOfOneImageAndItsAttestationItTakesTheImage() throws IOException {
    String arm64 = publish(layer(tarFile("models/model.onnx", "arm64")));
    registry.publishIndex("one", Map.of("linux/arm64", arm64, "unknown/unknown", arm64));

    program.run(registry.uri("one"));

    assertThat(program.files()).isEqualTo(Map.of("model.onnx", "arm64"));
  }

  @Test
  void ofAnIndexOfPlatformsWithAttestationsItTakesTheOneForLinuxOnAmd64() throws IOException {
    String amd64 = publish(layer(tarFile("models/model.onnx", "amd64")));
    String arm64 = publish(layer(tarFile("models/model.onnx", "arm64")));
    String attestation =
        registry.publishImage(
            "attestation",
            registry.layer("application/vnd.in-toto+json", Map.of(), new byte[] {'{', '}'}));
    registry.publishIndex(
        "built",
        Map.of("linux/amd64", amd64, "linux/arm64", arm64, "unknown/unknown", attestation));

    program.run(registry.uri("built"));

    assertThat(program.files()).isEqualTo(Map.of("model.onnx", "amd64"));
    assertThat(server.requests(registry.manifestPath(attestation))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"models/../evil", "models/../../evil", "models/a\\b", "./models/./../evil"})
  void aPathThatLeadsAwayIsRefused(String path) throws IOException {
    publish(layer(tarFile(path, "x")));

    assertThat(program.run(registry.uri("1")).message())
        .startsWith("ArchiveRefused: The archive ")
        .contains("It holds the path 'models/");
    assertThat(program.files()).isEmpty();
    assertThat(directory.resolve("evil")).doesNotExist();
  }

  @Test
  void theProgramsOwnDirectoryIsRefused() throws IOException {
    publish(layer(tarFile("models/.fairlead/manifest.json", "{}")));

    assertThat(program.run(registry.uri("1")).message())
        .startsWith("ArchiveRefused: It holds the path '.fairlead/manifest.json'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"models/model.onnx", "models"})
  void aLinkIsRefused(String name) throws IOException {
    publish(layer(tarEntry(name, TarConstants.LF_SYMLINK, e -> e.setLinkName("/etc/passwd"))));

    assertThat(program.run(registry.uri("1")).message())
        .startsWith("ArchiveRefused: ")
        .contains("'" + name + "' is a link");
  }

  @Test
  void whatIsPassedOverIsNotEndless() throws IOException {
    registry.publishImage(
        "1",
        registry.layer(
            "application/vnd.oci.image.layer.v1.tar+gzip",
            Map.of(),
            gzip(tar(tarFile("var/zeros", "0".repeat(3_000_000))))));

    assertThat(program.run(registry.uri("1")).message())
        .startsWith("ArchiveRefused: ")
        .contains("more than 200 times its own size");
  }

  @Test
  void theNextStartGoesOnWithTheLayersThatAreHere() throws IOException {
    TestRegistry.Layer first =
        layer(tarFile("models/model.onnx", "weights"), tarFile("models/gone", "x"));
    TestRegistry.Layer second = layer(tarFile("models/.wh.gone", ""), tarFile("bin/sh", "x"));
    TestRegistry.Layer third = layer(tarFile("models/more.bin", "more"));
    publish(first, second, third);
    var count = new AtomicInteger();
    registry.gate(
        request ->
            good ->
                request.path().equals(registry.blobPath(third.digest()))
                        && count.incrementAndGet() <= 3
                    ? TestServer.status(503)
                    : good);

    assertThat(program.run(registry.uri("1")).message()).startsWith("FetchFailed: ");
    assertThat(program.run(registry.uri("1")).message()).startsWith("Fetched: ");
    assertThat(server.requests(registry.blobPath(first.digest()))).hasSize(1);
    assertThat(server.requests(registry.blobPath(second.digest()))).hasSize(1);
    assertThat(program.files()).isEqualTo(Map.of("model.onnx", "weights", "more.bin", "more"));
  }

  private TestRegistry.Layer layer(TarContent... content) throws IOException {
    return registry.imageLayer(tar(all(content)));
  }

  private String publish(TestRegistry.Layer... layers) {
    return registry.publishImage("1", layers);
  }
}
