package dev.fairlead.fetch;

import static dev.fairlead.fetch.archive.Archives.all;
import static dev.fairlead.fetch.archive.Archives.gzip;
import static dev.fairlead.fetch.archive.Archives.tar;
import static dev.fairlead.fetch.archive.Archives.tarFile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.fetch.Content.Fault;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Model artifacts of every shape, and registries that break or lie. */
class OciFetchTest {
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
    registry = new TestRegistry(server, "models/mini");
    program = Program.in(directory).options("--trusted-cas=" + tls.pem());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void bringsRawAndPackedLayersAndSaysTheManifestsDigest() throws IOException {
    String digest =
        registry.publish(
            "1",
            registry.modelPack("weight.v1.raw", "model.onnx", "weights"),
            registry.modelPack(
                "weight.config.v1.tar", "tok", tar(tarFile("tok/tokenizer.json", "{}"))),
            registry.modelPack(
                "doc.v1.tar+gzip",
                "docs",
                gzip(tar(all(tarFile("README.md", "#"), tarFile("docs/a.md", "a"))))));

    var outcome = program.run(registry.uri("1"));

    assertThat(outcome.message())
        .isEqualTo(
            "Fetched: digest=%s files=4 bytes=11 resolved=oci://localhost:%d/models/mini@%s"
                .formatted(digest, server.port(), digest));
    assertThat(program.files())
        .isEqualTo(
            Map.of(
                "model.onnx",
                "weights",
                "tok/tokenizer.json",
                "{}",
                "README.md",
                "#",
                "docs/a.md",
                "a"));
  }

  @Test
  void doesNotDownloadDataSets() throws IOException {
    TestRegistry.Layer data = registry.modelPack("dataset.v1.raw", "train.csv", "1,2,3");
    registry.publish("1", registry.modelPack("weight.v1.raw", "model.onnx", "weights"), data);

    program.run(registry.uri("1"));

    assertThat(program.files()).containsOnlyKeys("model.onnx");
    assertThat(server.requests(registry.blobPath(data.digest()))).isEmpty();
  }

  @Test
  void bringsFilesAndDirectoriesAsOrasWritesThem() throws IOException {
    registry.publish(
        "1",
        registry.layer(
            "application/octet-stream",
            Map.of("org.opencontainers.image.title", "model.onnx"),
            "weights".getBytes(StandardCharsets.UTF_8)),
        registry.layer(
            "application/vnd.oci.image.layer.v1.tar+gzip",
            Map.of("org.opencontainers.image.title", "tok", "io.deis.oras.content.unpack", "true"),
            gzip(tar(tarFile("tok/tokenizer.json", "{}")))));

    program.run(registry.uri("1"));

    assertThat(program.files())
        .isEqualTo(Map.of("model.onnx", "weights", "tok/tokenizer.json", "{}"));
  }

  @Test
  void aDigestIsEnoughWhereverTheTagHasGone() throws IOException {
    String first = publishOne("1", "first");
    publishOne("1", "second");

    var outcome = program.run(registry.uri("1"), "--digest=" + first);

    assertThat(outcome.message()).startsWith("Fetched: digest=" + first);
    assertThat(program.files()).isEqualTo(Map.of("model.onnx", "first"));
  }

  @Test
  void aDigestThatNobodyHasIsComparedWithTheTag() throws IOException {
    String digest = publishOne("1", "weights");
    String other = "sha256:" + "0".repeat(64);

    assertThat(program.run(registry.uri("1"), "--digest=" + other).message())
        .startsWith("DigestMismatch: ")
        .contains("has the digest " + digest + ", expected was " + other);
    assertThat(program.run(registry.uri(other)).message()).startsWith("ModelNotFound: ");
  }

  @Test
  void whatWasResolvedAndIsGoneHasMoved() throws IOException {
    TestRegistry.Layer layer = registry.modelPack("weight.v1.raw", "model.onnx", "weights");
    registry.publish("1", layer);
    var resolved = program.resolve(registry.uri("1"));
    String identity = resolved.field("identity");
    String pinned = "--identity=" + identity;
    publishOne("1", "newer weights");

    registry.serveBlob(layer.digest(), request -> TestServer.status(404));
    assertThat(program.run(resolved.field("uri"), pinned).message())
        .startsWith("SourceMoved: the source no longer has " + identity)
        .contains("put the old files back, or take the new ones", "blob " + layer.digest());
    server.on(registry.manifestPath(identity), request -> TestServer.status(404));
    assertThat(program.run(resolved.field("uri"), pinned).message())
        .startsWith("SourceMoved: the source no longer has " + identity)
        .contains("manifest " + identity);
    assertThat(program.run(resolved.field("uri")).message())
        .as("what nobody resolved is not there")
        .startsWith("ModelNotFound: ");
  }

  @Test
  void anImageThatNeverHeldAModelHasNotMoved() throws IOException {
    registry.publishImage("1", registry.imageLayer(tar(tarFile("etc/passwd", "x"))));
    var resolved = program.resolve(registry.uri("1"));

    assertThat(
            program
                .run(resolved.field("uri"), "--identity=" + resolved.field("identity"))
                .message())
        .startsWith("ModelNotFound: model.uri names an image without files under /models");
  }

  @Test
  void twoDigestsThatDifferAreNamed() throws IOException {
    String digest = publishOne("1", "weights");
    String other = "sha256:" + "0".repeat(64);

    assertThat(program.run(registry.uri(digest), "--digest=" + other).message())
        .isEqualTo(
            "DigestMismatch: model.uri names %s, model.digest %s: state one of them, or the same twice."
                .formatted(digest, other));
  }

  @Test
  void followsAnIndexOfOneManifest() throws IOException {
    String manifest = publishOne("1", "weights");
    String index = registry.publishIndex("latest", List.of(manifest));

    var outcome = program.run(registry.uri("latest"));

    assertThat(outcome.message()).startsWith("Fetched: digest=" + index);
    assertThat(program.files()).isEqualTo(Map.of("model.onnx", "weights"));
  }

  @Test
  void doesNotChooseFromAnIndexOfMany() throws IOException {
    registry.publishIndex("many", List.of(publishOne("1", "a"), publishOne("2", "b")));

    assertThat(program.run(registry.uri("many")).message())
        .isEqualTo(
            "FetchFailed: model.uri names an index of 2 manifests, 0 of them for linux/amd64: name one of them by its digest.");
  }

  @Test
  void aForgedManifestIsRefused() throws IOException {
    String digest = publishOne("1", "weights");
    server.on(
        registry.manifestPath(digest),
        request -> TestServer.text("application/vnd.oci.image.manifest.v1+json", "{}"));

    assertThat(program.run(registry.uri(digest)).message())
        .startsWith("DigestMismatch: The registry's manifest has the digest sha256:");
  }

  @Test
  void aForgedLayerIsRefusedNamingBothDigests() throws IOException {
    TestRegistry.Layer layer = registry.modelPack("weight.v1.raw", "model.onnx", "weights");
    registry.publish("1", layer);
    registry.serveBlob(
        layer.digest(), Content.of("WEIGHTS".getBytes(StandardCharsets.UTF_8))::reply);

    assertThat(program.run(registry.uri("1")).message())
        .startsWith("DigestMismatch: model.onnx has the digest sha256:")
        .contains("expected was " + layer.digest());
    assertThat(program.files()).isEmpty();
  }

  @Test
  void aLayerLongerThanItsManifestSaysIsNotReadToItsEnd() throws IOException {
    registry.publish("1", registry.modelPack("weight.v1.raw", "model.onnx", "weights").withSize(3));

    assertThat(program.run(registry.uri("1")).message())
        .contains("the server has 7 bytes where 3 bytes were expected");
  }

  @Test
  void goesOnInTheMiddleOfALayerAndKeepsThoseBefore() throws IOException {
    TestRegistry.Layer first = registry.modelPack("weight.v1.raw", "model.onnx", "weights");
    TestRegistry.Layer second = registry.modelPack("weight.v1.raw", "more.bin", "0123456789");
    registry.publish("1", first, second);
    var content =
        Content.of(
            "0123456789".getBytes(StandardCharsets.UTF_8),
            n -> n <= 3 ? new Fault.CutAfter(n == 1 ? 4 : 0) : new Fault.None());
    registry.serveBlob(second.digest(), content::reply);

    assertThat(program.run(registry.uri("1")).message())
        .startsWith("FetchFailed: Copying more.bin from localhost:")
        .contains("stopped after 4 bytes of 10 bytes");
    assertThat(program.run(registry.uri("1")).message()).startsWith("Fetched: ");
    assertThat(server.requests(registry.blobPath(first.digest()))).hasSize(1);
    assertThat(server.requests(registry.blobPath(second.digest())).get(3).header("range"))
        .contains("bytes=4-");
  }

  @Test
  void goesOnAfterARegistryStalled() throws IOException {
    TestRegistry.Layer layer = registry.modelPack("weight.v1.raw", "model.onnx", "0123456789");
    registry.publish("1", layer);
    var content =
        Content.of(
            "0123456789".getBytes(StandardCharsets.UTF_8),
            n -> n == 1 ? new Fault.StallAfter(4) : new Fault.None());
    registry.serveBlob(layer.digest(), content::reply);

    assertThat(program.hasty().run(registry.uri("1")).message()).startsWith("Fetched: ");
    assertThat(server.requests(registry.blobPath(layer.digest())).get(1).header("range"))
        .contains("bytes=4-");
  }

  @Test
  void aRegistryThatStaysDownIsNamed() throws IOException {
    registry.gate(request -> good -> TestServer.status(503));
    publishOne("1", "weights");

    assertThat(program.run(registry.uri("1")).message())
        .isEqualTo(
            "FetchFailed: Reading the manifest 1 from localhost:%d failed: localhost answered HTTP 503."
                .formatted(server.port()));
    assertThat(server.requests(registry.manifestPath("1"))).hasSize(3);
  }

  @Test
  void aManifestThatEndsTooEarlyIsAskedForAgain() throws IOException {
    var count = new AtomicInteger();
    registry.gate(
        request ->
            good ->
                request.path().equals(registry.manifestPath("1")) && count.incrementAndGet() < 3
                    ? OciFetchTest::cutManifest
                    : good);
    publishOne("1", "weights");

    assertThat(program.run(registry.uri("1")).message()).startsWith("Fetched: ");
    assertThat(server.requests(registry.manifestPath("1"))).hasSize(3);
  }

  private static void cutManifest(OutputStream out) throws IOException {
    TestServer.head(out, 200, "Content-Type: application/vnd.oci.image.manifest.v1+json");
    TestServer.line(out, "Content-Length: 1000");
    TestServer.line(out, "");
    TestServer.line(out, "{");
  }

  @Test
  void filesBeyondTheRoomAreStorageFullBeforeAnyIsDownloaded() throws IOException {
    TestRegistry.Layer first = registry.modelPack("weight.v1.raw", "model.onnx", "weights");
    registry.publish("1", first, registry.modelPack("weight.v1.raw", "more.bin", "0123456789"));

    assertThat(program.run(registry.uri("1"), "--max-bytes=10").message())
        .isEqualTo(
            "StorageFull: The model needs at least 17 bytes, model.storage allows 10 bytes: raise model.storage.");
    assertThat(server.requests(registry.blobPath(first.digest()))).isEmpty();
  }

  @Test
  void anUnpackedLayerIsNotDownloadedAgain() throws IOException {
    TestRegistry.Layer packed =
        registry.modelPack("weight.v1.tar", "w", tar(tarFile("model.onnx", "weights")));
    TestRegistry.Layer late = registry.modelPack("weight.v1.raw", "more.bin", "0123456789");
    registry.publish("1", packed, late);
    var count = new AtomicInteger();
    registry.serveBlob(
        late.digest(),
        request ->
            count.incrementAndGet() <= 3
                ? TestServer.status(503)
                : Content.of("0123456789".getBytes(StandardCharsets.UTF_8)).reply(request));

    assertThat(program.run(registry.uri("1")).message()).startsWith("FetchFailed: ");
    assertThat(program.run(registry.uri("1")).message()).startsWith("Fetched: ");
    assertThat(server.requests(registry.blobPath(packed.digest()))).hasSize(1);
    assertThat(program.files())
        .isEqualTo(Map.of("model.onnx", "weights", "more.bin", "0123456789"));
  }

  @Test
  void oneContentAtTwoPathsIsDownloadedOnce() throws IOException {
    TestRegistry.Layer one = registry.modelPack("weight.v1.raw", "a.bin", "same");
    registry.publish("1", one, registry.modelPack("weight.v1.raw", "b/c.bin", "same"));

    program.run(registry.uri("1"));

    assertThat(program.files()).isEqualTo(Map.of("a.bin", "same", "b/c.bin", "same"));
    assertThat(server.requests(registry.blobPath(one.digest()))).hasSize(1);
  }

  @Test
  void twoLayersOfOnePathAreRefused() throws IOException {
    registry.publish(
        "1",
        registry.modelPack("weight.v1.raw", "a.bin", "1"),
        registry.modelPack("weight.v1.raw", "./a.bin", "2"));

    assertThat(program.run(registry.uri("1")).message())
        .isEqualTo("ArchiveRefused: The model holds 'a.bin' twice.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "/etc/passwd", ".fairlead/manifest.json", "a\\b"})
  void aPathThatLeadsAwayIsRefused(String path) throws IOException {
    registry.publish("1", registry.modelPack("weight.v1.raw", path, "x"));

    assertThat(program.run(registry.uri("1")).message())
        .startsWith("ArchiveRefused: It holds the path '" + path + "'");
    assertThat(directory.resolve("evil")).doesNotExist();
  }

  @Test
  void aLayerWithoutAPathIsNamed() throws IOException {
    registry.publish("1", registry.modelPack("weight.v1.raw", "", "x"));

    assertThat(program.run(registry.uri("1")).message())
        .contains("does not say its file's path (org.cncf.model.filepath)");
  }

  @Test
  void anUnknownPackingIsNamed() throws IOException {
    registry.publish("1", registry.modelPack("weight.v1.tar+zstd", "w", "x"));

    assertThat(program.run(registry.uri("1")).message())
        .isEqualTo(
            "FetchFailed: The layer w has the media type application/vnd.cncf.model.weight.v1.tar+zstd: pack it raw, tar or tar+gzip.");
  }

  @Test
  void layersOfAnImageWithoutItsConfigAreNoModel() throws IOException {
    registry.publish(
        "1",
        registry.layer(
            "application/vnd.oci.image.layer.v1.tar+gzip", Map.of(), gzip(tar(tarFile("a", "x")))));

    assertThat(program.run(registry.uri("1")).message())
        .startsWith("ModelNotFound: model.uri names an artifact without model files");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no json",
        "[]",
        "{\"layers\":7}",
        "{\"layers\":[null]}",
        "{\"layers\":[{}]}",
        "{\"layers\":[{\"mediaType\":\"application/vnd.cncf.model.weight.v1.raw\"}]}",
        "{\"layers\":[{\"mediaType\":\"application/vnd.cncf.model.weight.v1.raw\",\"size\":-5,\"digest\":\"sha256:0\"}]}",
        "{\"layers\":[{\"annotations\":{\"org.opencontainers.image.title\":\"m\"}}]}",
      })
  void aManifestOfNonsenseIsAFailureWithAReason(String json) throws IOException {
    registry.serveManifest("1", "application/vnd.oci.image.manifest.v1+json", json);

    assertThat(program.run(registry.uri("1")).message())
        .matches("(FetchFailed|ModelNotFound): .+")
        .doesNotContain("internal error");
  }

  @Test
  void anEndlessManifestIsNotReadIntoMemory() throws IOException {
    registry.serveManifest("1", "application/vnd.oci.image.manifest.v1+json", " ".repeat(5 << 20));

    assertThat(program.run(registry.uri("1")).message())
        .isEqualTo("FetchFailed: The manifest is longer than 4 MiB.");
  }

  @Test
  void saysWhichManifestATagMeansNow() throws IOException {
    String digest = publishOne("1", "weights");

    assertThat(program.resolve(registry.uri("1")).message())
        .isEqualTo(
            "Resolved: identity=%s files=1 bytes=7 uri=oci://localhost:%d/models/mini@%s"
                .formatted(digest, server.port(), digest));
    assertThat(program.files()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "oci://localhost/models/mini",
        "oci://localhost/Models/mini:1",
        "oci://localhost:1",
        "oci://user@localhost/models/mini:1",
        "s3://Bucket/model",
        "s3://bucket/a/../b",
        "hf://all-MiniLM-L6-v2",
        "hf://org/repo@a b",
        "hf://org/repo/../other",
        "gs://bucket/model",
        "localhost/models/mini:1",
      })
  void aReferenceThatIsNoneIsNamed(String uri) throws IOException {
    assertThat(program.run(uri).message())
        .isEqualTo(
            "FetchFailed: model.uri %s is none of https://HOST/PATH, oci://HOST/REPOSITORY with :TAG or @sha256:DIGEST, hf://ORG/REPO[@REVISION][/PATH], s3://BUCKET/PREFIX and djl://GROUP/ARTIFACT/VERSION: correct it."
                .formatted(uri));
  }

  private String publishOne(String tag, String content) {
    return registry.publish(tag, registry.modelPack("weight.v1.raw", "model.onnx", content));
  }
}
