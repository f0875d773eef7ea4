package dev.fairlead.fetch;

import static dev.fairlead.fetch.archive.Archives.all;
import static dev.fairlead.fetch.archive.Archives.gzip;
import static dev.fairlead.fetch.archive.Archives.tar;
import static dev.fairlead.fetch.archive.Archives.tarFile;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import land.oras.Annotations;
import land.oras.ArtifactType;
import land.oras.Config;
import land.oras.ContainerRef;
import land.oras.Index;
import land.oras.Layer;
import land.oras.LocalPath;
import land.oras.Manifest;
import land.oras.Registry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Artifacts that another client published, from a real registry. */
class OciRegistryIT {
  private static final String IMAGE_CONFIG =
      "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}";

  @TempDir static Path registryDirectory;
  @TempDir Path directory;
  private static DockerRegistry server;
  private static Registry publisher;
  private Program program;

  @BeforeAll
  static void startRegistry() throws IOException {
    Path program =
        DockerRegistry.program()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "docker-registry is not on the PATH (Debian: apt-get install docker-registry)"));
    server = DockerRegistry.start(program, registryDirectory, "");
    publisher = Registry.Builder.builder().insecure().build();
  }

  @AfterAll
  static void stopRegistry() throws IOException {
    server.close();
  }

  @BeforeEach
  void program() {
    program = Program.in(directory).options("--plain-http-hosts=" + server.host());
  }

  @Test
  void bringsAModelPackArtifact() throws IOException {
    Manifest manifest =
        publish(
            "models/mini:1",
            layer("weights", "weight.v1.raw", "model.onnx"),
            layer("{}", "weight.config.v1.raw", "tok/tokenizer.json"),
            layer("a,b", "dataset.v1.raw", "data.csv"));

    var outcome = program.run("oci://" + server.host() + "/models/mini:1");

    assertThat(outcome.message())
        .startsWith("Fetched: digest=" + manifest.getDescriptor().getDigest() + " files=2 bytes=9")
        .endsWith("resolved=oci://" + server.host() + "/models/mini@" + manifest.getDigest());
    assertThat(program.files())
        .isEqualTo(Map.of("model.onnx", "weights", "tok/tokenizer.json", "{}"));
  }

  @Test
  void bringsFilesThatOrasPublished() throws IOException {
    Path file = Files.writeString(directory.resolve("model.onnx"), "weights");
    publisher.pushArtifact(
        ContainerRef.parse(server.host() + "/models/oras:1"),
        ArtifactType.from("application/x-model"),
        Annotations.empty(),
        Config.empty(),
        LocalPath.of(file, "application/octet-stream"));

    var outcome = program.run("oci://" + server.host() + "/models/oras:1");

    assertThat(outcome.message()).startsWith("Fetched: ");
    assertThat(program.files()).isEqualTo(Map.of("model.onnx", "weights"));
  }

  @Test
  void bringsTheModelOfAnImageBehindAnIndex() throws IOException {
    ContainerRef container = ContainerRef.parse(server.host() + "/models/car:1");
    var layers =
        Stream.of(
                tar(all(tarFile("bin/sh", "x"), tarFile("models/model.onnx", "old"))),
                gzip(tar(tarFile("models/model.onnx", "weights"))))
            .map(bytes -> publisher.pushBlob(container, bytes))
            .toList();
    Layer config = publisher.pushBlob(container, IMAGE_CONFIG.getBytes(StandardCharsets.UTF_8));
    Manifest image =
        publisher.pushManifest(
            container,
            Manifest.empty()
                .withConfig(Config.fromBlob("application/vnd.oci.image.config.v1+json", config))
                .withLayers(
                    List.of(
                        layers.get(0).withMediaType("application/vnd.oci.image.layer.v1.tar"),
                        layers
                            .get(1)
                            .withMediaType("application/vnd.oci.image.layer.v1.tar+gzip"))));
    Index index =
        publisher.pushIndex(
            ContainerRef.parse(server.host() + "/models/car:index"),
            Index.fromManifests(List.of(image.getDescriptor())));

    var outcome = program.run("oci://" + server.host() + "/models/car:index");

    assertThat(outcome.message())
        .startsWith("Fetched: digest=" + index.getDescriptor().getDigest() + " files=1 bytes=7 ");
    assertThat(program.files()).isEqualTo(Map.of("model.onnx", "weights"));
  }

  @Test
  void namesARepositoryThatIsNotThere() throws IOException {
    var outcome = program.run("oci://" + server.host() + "/models/none:1");

    assertThat(outcome.message())
        .startsWith("ModelNotFound: localhost has no manifest 1 of models/none");
  }

  private Manifest publish(String reference, Layer... layers) {
    ContainerRef container = ContainerRef.parse(server.host() + "/" + reference);
    Config config = publisher.pushConfig(container, Config.empty());
    Manifest manifest =
        Manifest.empty()
            .withArtifactType(ArtifactType.from("application/vnd.cncf.model.manifest.v1+json"))
            .withConfig(config)
            .withLayers(List.of(layers));
    return publisher.pushManifest(container, manifest);
  }

  private Layer layer(String content, String type, String path) throws IOException {
    ContainerRef container = ContainerRef.parse(server.host() + "/models/mini:1");
    Layer blob = publisher.pushBlob(container, content.getBytes(StandardCharsets.UTF_8));
    return blob.withMediaType("application/vnd.cncf.model." + type)
        .withAnnotations(Map.of("org.cncf.model.filepath", path));
  }
}
