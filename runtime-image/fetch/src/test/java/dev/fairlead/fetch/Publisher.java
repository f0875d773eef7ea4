package dev.fairlead.fetch;

import java.util.List;
import java.util.Map;
import land.oras.ArtifactType;
import land.oras.Config;
import land.oras.ContainerRef;
import land.oras.Layer;
import land.oras.Manifest;
import land.oras.Registry;

/** Publishes ModelPack artifacts in a registry by a client of others (ORAS). */
final class Publisher {
  private final Registry client = Registry.Builder.builder().insecure().build();
  private final String host;

  /**
   * @param host with its port, spoken to without TLS
   */
  Publisher(String host) {
    this.host = host;
  }

  Registry client() {
    return client;
  }

  /** A place in the registry, such as {@code models/mini:1}. */
  ContainerRef at(String place) {
    return ContainerRef.parse(host + "/" + place);
  }

  /**
   * Publishes an artifact of one file, {@code model.onnx}.
   *
   * @return the digest of its manifest
   */
  String publishModel(String place, byte[] weights) {
    return publish(place, layer(place, weights, "weight.v1.raw", "model.onnx")).getDigest();
  }

  Manifest publish(String place, Layer... layers) {
    Config config = client.pushConfig(at(place), Config.empty());
    Manifest manifest =
        Manifest.empty()
            .withArtifactType(ArtifactType.from("application/vnd.cncf.model.manifest.v1+json"))
            .withConfig(config)
            .withLayers(List.of(layers));
    return client.pushManifest(at(place), manifest);
  }

  /**
   * Publishes a file.
   *
   * @param type behind {@code application/vnd.cncf.model.}
   * @param path in the model
   */
  Layer layer(String place, byte[] content, String type, String path) {
    return client
        .pushBlob(at(place), content)
        .withMediaType("application/vnd.cncf.model." + type)
        .withAnnotations(Map.of("org.cncf.model.filepath", path));
  }
}
