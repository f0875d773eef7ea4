package dev.fairlead.fetch;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * An artifact of a repository of DJL's model zoo on a {@link TestServer}, as DJL publishes them:
 * {@code metadata.json}, and beside it a folder for each version.
 */
final class TestZoo {
  private final TestServer server;
  private final String folder;
  private final JsonArray artifacts = new JsonArray();

  /**
   * @param task such as {@code cv/image_classification}
   */
  TestZoo(TestServer server, String task, String group, String artifact) {
    this(server, "", task, group, artifact);
  }

  /**
   * @param top of the repository: empty, or a path
   */
  TestZoo(TestServer server, String top, String task, String group, String artifact) {
    this.server = server;
    this.folder = "%s/model/%s/%s/%s/".formatted(top, task, group.replace('.', '/'), artifact);
  }

  /** The files of one model. */
  final class Model {
    private final String version;
    private final JsonObject files;

    private Model(String version, JsonObject files) {
      this.version = version;
      this.files = files;
    }

    /** Serves a file in the version's folder, and lists it. */
    Model file(String key, String name, byte[] content) {
      server.on(path(version + "/" + name), Content.of(content));
      return listed(key, version + "/" + name, content);
    }

    Model file(String key, String name, String content) {
      return file(key, name, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Lists a file of that content. */
    Model listed(String key, String uri, byte[] content) {
      var file = new JsonObject();
      file.addProperty("uri", uri);
      file.addProperty("sha1Hash", sha1(content));
      file.addProperty("size", content.length);
      files.add(key, file);
      return this;
    }

    /** Sets a field of a listed file. */
    Model with(String key, String field, String value) {
      files.getAsJsonObject(key).addProperty(field, value);
      return this;
    }

    /** With all others. */
    void publish() {
      TestZoo.this.publish();
    }
  }

  /** Adds one; it is told of when all are published. */
  Model model(String version, String name) {
    var files = new JsonObject();
    var artifact = new JsonObject();
    artifact.addProperty("version", version);
    artifact.addProperty("snapshot", false);
    artifact.addProperty("name", name);
    artifact.add("files", files);
    artifacts.add(artifact);
    return new Model(version, files);
  }

  /** What was added is what the repository has now. */
  void publish() {
    var metadata = new JsonObject();
    metadata.addProperty("metadataVersion", "0.2");
    metadata.addProperty("resourceType", "model");
    metadata.add("artifacts", artifacts);
    String json = metadata.toString();
    server.on(path("metadata.json"), request -> TestServer.text("application/json", json));
  }

  /** Where the server has it. */
  String path(String file) {
    return folder + file;
  }

  private static String sha1(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
