package dev.fairlead.fetch;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A store that speaks S3 and checks every signature, as a process of its own, on loopback. */
final class S3Store implements Closeable {
  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;
  private final JsonObject setup;
  private final Path log;

  private S3Store(Process process, Path log) throws IOException {
    this.process = process;
    this.log = log;
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.orders = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    this.setup = JsonParser.parseString(answer()).getAsJsonObject();
  }

  static S3Store start(Path directory) throws IOException {
    Path log = directory.resolve("s3.log");
    return new S3Store(Python.script("s3_store.py").redirectError(log.toFile()).start(), log);
  }

  String endpoint() {
    return setup.get("endpoint").getAsString();
  }

  /** The files of a Secret with a key that may read. */
  Map<String, String> key() {
    return Map.of(
        "AWS_ACCESS_KEY_ID", setup.get("id").getAsString(),
        "AWS_SECRET_ACCESS_KEY", setup.get("secret").getAsString());
  }

  void createBucket(String bucket) throws IOException {
    call("create_bucket", object("Bucket", bucket));
  }

  void keepVersions(String bucket) throws IOException {
    JsonObject with = object("Bucket", bucket);
    with.add("VersioningConfiguration", object("Status", "Enabled"));
    call("put_bucket_versioning", with);
  }

  void put(String bucket, String key, String content) throws IOException {
    JsonObject with = object("Bucket", bucket);
    with.addProperty("Key", key);
    with.addProperty("Body", content);
    call("put_object", with);
  }

  void delete(String bucket, String key) throws IOException {
    JsonObject with = object("Bucket", bucket);
    with.addProperty("Key", key);
    call("delete_object", with);
  }

  @Override
  public void close() throws IOException {
    orders.close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      process.destroy();
    }
  }

  private static JsonObject object(String name, String value) {
    var object = new JsonObject();
    object.addProperty(name, value);
    return object;
  }

  private void call(String call, JsonObject with) throws IOException {
    JsonObject order = object("call", call);
    order.add("with", with);
    orders.write(order + "\n");
    orders.flush();
    answer();
  }

  private String answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the store ended: " + Files.readString(log));
    }
    return line;
  }
}
