package dev.fairlead.fetch;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.fairlead.fetch.files.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The reading half of an OCI registry on a {@link TestServer}, for answers that a real one does not
 * give on demand: broken, forged, redirected, protected in odd ways.
 */
final class TestRegistry {
  static final String MODEL_TYPE = "application/vnd.cncf.model.";
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String DOCKER = "application/vnd.docker.distribution.manifest.";

  /** A layer that is here. */
  record Layer(String type, String digest, long size, Map<String, String> annotations) {
    Layer withSize(long other) {
      return new Layer(type, digest, other, annotations);
    }

    Layer withDigest(String other) {
      return new Layer(type, other, size, annotations);
    }
  }

  private final TestServer server;
  private final String repository;
  private Function<TestServer.Request, Function<TestServer.Reply, TestServer.Reply>> gate =
      request -> reply -> reply;

  TestRegistry(TestServer server, String repository) {
    this.server = server;
    this.repository = repository;
  }

  /** Decides over each request: takes the good answer, gives that or another one. */
  TestRegistry gate(
      Function<TestServer.Request, Function<TestServer.Reply, TestServer.Reply>> other) {
    gate = other;
    return this;
  }

  String uri(String tagOrDigest) {
    return "oci://localhost:%d/%s%s%s"
        .formatted(
            server.port(), repository, tagOrDigest.startsWith("sha256:") ? "@" : ":", tagOrDigest);
  }

  /** A ModelPack layer; its path is left out if it is empty. */
  Layer modelPack(String type, String path, byte[] content) {
    return layer(
        MODEL_TYPE + type,
        path.isEmpty() ? Map.of() : Map.of("org.cncf.model.filepath", path),
        content);
  }

  Layer modelPack(String type, String path, String content) {
    return modelPack(type, path, content.getBytes(StandardCharsets.UTF_8));
  }

  Layer layer(String type, Map<String, String> annotations, byte[] content) {
    String digest = "sha256:" + Sha256.of(content);
    serveBlob(digest, Content.of(content)::reply);
    return new Layer(type, digest, content.length, annotations);
  }

  void serveBlob(String digest, Function<TestServer.Request, TestServer.Reply> page) {
    server.on(blobPath(digest), request -> gate.apply(request).apply(page.apply(request)));
  }

  String blobPath(String digest) {
    return "/v2/" + repository + "/blobs/" + digest;
  }

  /** Publishes a ModelPack artifact under a tag; returns its digest. */
  String publish(String tag, Layer... layers) {
    return publish(tag, MANIFEST, "application/vnd.oci.empty.v1+json", layers);
  }

  /** Publishes a container image under a tag; returns its digest. */
  String publishImage(String tag, Layer... layers) {
    return publish(tag, MANIFEST, "application/vnd.oci.image.config.v1+json", layers);
  }

  /** The same in the types that Docker had before there was a standard. */
  String publishDockerImage(String tag, Layer... layers) {
    return publish(
        tag, DOCKER + "v2+json", "application/vnd.docker.container.image.v1+json", layers);
  }

  /** A layer of an image. */
  Layer imageLayer(byte[] tar) {
    return layer("application/vnd.oci.image.layer.v1.tar", Map.of(), tar);
  }

  private String publish(String tag, String type, String config, Layer... layers) {
    var list = new JsonArray();
    for (Layer layer : layers) {
      list.add(descriptor(layer.type(), layer.digest(), layer.size(), layer.annotations()));
    }
    var manifest = new JsonObject();
    manifest.addProperty("schemaVersion", 2);
    manifest.addProperty("mediaType", type);
    manifest.addProperty("artifactType", MODEL_TYPE + "manifest.v1+json");
    manifest.add("config", descriptor(config, "sha256:" + Sha256.of(new byte[0]), 0, Map.of()));
    manifest.add("layers", list);
    return serveManifest(tag, type, manifest.toString());
  }

  /** Publishes an index of manifests under a tag; returns its digest. */
  String publishIndex(String tag, List<String> digests) {
    var list = new JsonArray();
    digests.forEach(digest -> list.add(descriptor(MANIFEST, digest, 1, Map.of())));
    return publishIndex(tag, INDEX, list);
  }

  /** The same for platforms such as linux/amd64. */
  String publishIndex(String tag, Map<String, String> digests) {
    return publishIndex(tag, INDEX, platforms(MANIFEST, digests));
  }

  /** The same in Docker's types. */
  String publishDockerList(String tag, Map<String, String> digests) {
    return publishIndex(tag, DOCKER + "list.v2+json", platforms(DOCKER + "v2+json", digests));
  }

  private static JsonArray platforms(String type, Map<String, String> digests) {
    var list = new JsonArray();
    digests.forEach(
        (name, digest) -> {
          var platform = new JsonObject();
          platform.addProperty("os", name.split("/", 2)[0]);
          platform.addProperty("architecture", name.split("/", 2)[1]);
          JsonObject descriptor = descriptor(type, digest, 1, Map.of());
          descriptor.add("platform", platform);
          list.add(descriptor);
        });
    return list;
  }

  private String publishIndex(String tag, String type, JsonArray list) {
    var index = new JsonObject();
    index.addProperty("schemaVersion", 2);
    index.addProperty("mediaType", type);
    index.add("manifests", list);
    return serveManifest(tag, type, index.toString());
  }

  String serveManifest(String tag, String type, String json) {
    String digest = "sha256:" + Sha256.of(json.getBytes(StandardCharsets.UTF_8));
    for (String name : List.of(tag, digest)) {
      server.on(
          manifestPath(name), request -> gate.apply(request).apply(TestServer.text(type, json)));
    }
    return digest;
  }

  String manifestPath(String tagOrDigest) {
    return "/v2/" + repository + "/manifests/" + tagOrDigest;
  }

  private static JsonObject descriptor(
      String type, String digest, long size, Map<String, String> annotations) {
    var descriptor = new JsonObject();
    descriptor.addProperty("mediaType", type);
    descriptor.addProperty("digest", digest);
    descriptor.addProperty("size", size);
    if (!annotations.isEmpty()) {
      var map = new JsonObject();
      annotations.forEach(map::addProperty);
      descriptor.add("annotations", map);
    }
    return descriptor;
  }
}
