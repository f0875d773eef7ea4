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
  private static Publisher publisher;
  private Program program;

  @BeforeAll
  static void startRegistry() throws IOException {
    server = DockerRegistry.start(registryDirectory);
    publisher = new Publisher(server.host());
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
        publisher.publish(
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
    publisher
        .client()
        .pushArtifact(
            publisher.at("models/oras:1"),
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
    ContainerRef container = publisher.at("models/car:1");
    Registry client = publisher.client();
    var layers =
        Stream.of(
                tar(all(tarFile("bin/sh", "x"), tarFile("models/model.onnx", "old"))),
                gzip(tar(tarFile("models/model.onnx", "weights"))))
            .map(bytes -> client.pushBlob(container, bytes))
            .toList();
    Layer config = client.pushBlob(container, IMAGE_CONFIG.getBytes(StandardCharsets.UTF_8));
    Manifest image =
        client.pushManifest(
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
        client.pushIndex(
            publisher.at("models/car:index"), Index.fromManifests(List.of(image.getDescriptor())));

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

  private static Layer layer(String content, String type, String path) {
    return publisher.layer("models/mini:1", content.getBytes(StandardCharsets.UTF_8), type, path);
  }
}
