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
import java.time.Instant;
import java.time.OffsetDateTime;
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
    this.setup = answer();
  }

  static S3Store start(Path directory) throws IOException {
    Path log = directory.resolve("s3.log");
    return new S3Store(Python.script("s3_store.py").redirectError(log.toFile()).start(), log);
  }

  String endpoint() {
    return text("endpoint");
  }

  /** The files of a Secret with a key that may read. */
  Map<String, String> key() {
    return Map.of("AWS_ACCESS_KEY_ID", text("id"), "AWS_SECRET_ACCESS_KEY", text("secret"));
  }

  /**
   * What a cluster tells a pod whose service account has a role.
   *
   * @param role {@code reader}, or {@code stranger}, who may do nothing
   * @param token file of the service account's token
   */
  Map<String, String> environment(String role, Path token) {
    return Map.of(
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        token.toString(),
        "AWS_ROLE_ARN",
        text(role),
        "AWS_REGION",
        "us-east-1",
        "AWS_ENDPOINT_URL_STS",
        endpoint() + "/");
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
    JsonObject with = key(bucket, key);
    with.addProperty("Body", content);
    call("put_object", with);
  }

  /** When an object was changed last, by the store's clock, which shows whole seconds. */
  Instant changed(String bucket, String key) throws IOException {
    JsonObject head = call("head_object", key(bucket, key));
    return OffsetDateTime.parse(head.get("LastModified").getAsString()).toInstant();
  }

  void delete(String bucket, String key) throws IOException {
    call("delete_object", key(bucket, key));
  }

  /** Ends it in the middle of whatever it does; what it holds is lost. */
  void kill() throws IOException {
    process.destroyForcibly();
    awaitEnd();
  }

  @Override
  public void close() throws IOException {
    if (process.isAlive()) {
      orders.close();
    }
    awaitEnd();
  }

  private void awaitEnd() throws IOException {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      process.destroy();
    }
  }

  private String text(String name) {
    return setup.get(name).getAsString();
  }

  private static JsonObject key(String bucket, String key) {
    JsonObject object = object("Bucket", bucket);
    object.addProperty("Key", key);
    return object;
  }

  private static JsonObject object(String name, String value) {
    var object = new JsonObject();
    object.addProperty(name, value);
    return object;
  }

  private JsonObject call(String call, JsonObject with) throws IOException {
    JsonObject order = object("call", call);
    order.add("with", with);
    orders.write(order + "\n");
    orders.flush();
    return answer();
  }

  private JsonObject answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the store ended: " + Files.readString(log));
    }
    return JsonParser.parseString(line).getAsJsonObject();
  }
}
