package dev.fairlead.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Models in a store that checks signatures, with versions and without. */
class S3StoreIT {
  @TempDir static Path storeDirectory;
  @TempDir Path directory;
  private static S3Store store;
  private Program program;
  private String bucket;

  @BeforeAll
  static void startStore() throws IOException {
    store = S3Store.start(storeDirectory);
  }

  @AfterAll
  static void stopStore() throws IOException {
    store.close();
  }

  @BeforeEach
  void aBucketWithAModel(TestInfo test) throws IOException {
    bucket = "models-" + Integer.toHexString(test.getDisplayName().hashCode());
    store.createBucket(bucket);
    if (test.getTags().contains("versions")) {
      store.keepVersions(bucket);
    }
    store.put(bucket, "team/mini/model.onnx", "weights");
    store.put(bucket, "team/mini/a b+c/tokenizer.json", "{}");
    store.put(bucket, "team/mini-2/model.onnx", "of another model");
    program =
        Program.in(directory)
            .options("--endpoint=" + store.endpoint(), "--plain-http-hosts=localhost");
  }

  @Test
  void bringsAFolder() throws IOException {
    assertThat(program.run(uri("team/mini"), secret(store.key())).message())
        .contains(" files=2 bytes=9 resolved=" + uri("team/mini"));
    assertThat(program.files())
        .isEqualTo(Map.of("model.onnx", "weights", "a b+c/tokenizer.json", "{}"));
  }

  @Test
  void bringsOneObject() throws IOException {
    program.run(uri("team/mini/model.onnx"), secret(store.key()));

    assertThat(program.files()).isEqualTo(Map.of("model.onnx", "weights"));
  }

  @Test
  void aWrongSecretIsDenied() throws IOException {
    var wrong = new HashMap<>(store.key());
    wrong.put("AWS_SECRET_ACCESS_KEY", "wrong");

    assertThat(program.run(uri("team/mini"), secret(wrong)).message())
        .startsWith("AccessDenied: localhost refuses bucket " + bucket)
        .contains("SignatureDoesNotMatch", "Correct the key in Secret \"s3\"");
  }

  @Test
  void anUnknownKeyIsDenied() throws IOException {
    var unknown = new HashMap<>(store.key());
    unknown.put("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");

    assertThat(program.run(uri("team/mini"), secret(unknown)).message())
        .startsWith("AccessDenied: localhost refuses bucket " + bucket);
  }

  @Test
  void aKeyForAWhileThatNoLongerHoldsIsDenied() throws IOException {
    var spent = new HashMap<>(store.key());
    spent.put("AWS_SESSION_TOKEN", "spent");

    assertThat(program.run(uri("team/mini"), secret(spent)).message())
        .startsWith("AccessDenied: localhost refuses bucket " + bucket)
        .contains("InvalidToken", "Correct the key in Secret \"s3\"");
  }

  @Test
  void theServiceAccountsRoleReadsWithoutAKey() throws IOException {
    var outcome = inRole("reader").run(uri("team/mini"));

    assertThat(outcome.message()).contains(" files=2 bytes=9 resolved=" + uri("team/mini"));
    assertThat(program.files())
        .isEqualTo(Map.of("model.onnx", "weights", "a b+c/tokenizer.json", "{}"));
  }

  @Test
  void aRoleWithoutTheRightIsDenied() throws IOException {
    var outcome = inRole("stranger").run(uri("team/mini"));

    assertThat(outcome.message())
        .startsWith("AccessDenied: localhost refuses bucket " + bucket)
        .contains("Give the role arn:aws:iam::", ":role/stranger the right to read it");
    assertThat(program.isServable()).isFalse();
  }

  @Test
  void whatIsNotThereIsNamed() throws IOException {
    assertThat(program.run(uri("team/none"), secret(store.key())).message())
        .isEqualTo(
            "ModelNotFound: %s holds no objects: correct model.uri, or upload the model."
                .formatted(uri("team/none")));
    assertThat(program.run("s3://no-such-bucket/m", secret(store.key())).message())
        .startsWith("ModelNotFound: localhost has no bucket no-such-bucket (NoSuchBucket)");
  }

  @Test
  void withoutVersionsAChangeIsNoticed() throws IOException {
    var resolved = program.resolve(uri("team/mini"), secret(store.key()));
    store.put(bucket, "team/mini/model.onnx", "WEIGHTS");

    var outcome =
        program
            .options(secret(store.key()))
            .run(resolved.field("uri"), "--identity=" + resolved.field("identity"));

    assertThat(resolved.field("uri")).isEqualTo(uri("team/mini"));
    assertThat(outcome.message()).startsWith("SourceMoved: model.uri stands for sha256:");
    assertThat(program.files()).isEmpty();
  }

  @Test
  @Tag("versions")
  void withVersionsTheOldOnesAreFetched() throws Exception {
    store.delete(bucket, "team/mini/a b+c/tokenizer.json");
    store.put(bucket, "team/mini/tokenizer.json", "{}");
    var resolved = program.resolve(uri("team/mini"), secret(store.key()));
    Instant asOf = Instant.parse(resolved.field("uri").replaceFirst(".*asOf=", ""));
    Child.await("the store is in a later second", () -> isLaterThan(asOf));
    store.put(bucket, "team/mini/model.onnx", "WEIGHTS");
    store.put(bucket, "team/mini/more.json", "{}");
    store.delete(bucket, "team/mini/tokenizer.json");

    var outcome =
        program
            .options(secret(store.key()))
            .run(resolved.field("uri"), "--identity=" + resolved.field("identity"));

    assertThat(resolved.field("uri")).startsWith(uri("team/mini") + "?asOf=");
    assertThat(outcome.field("digest")).isEqualTo(resolved.field("identity"));
    assertThat(program.files()).isEqualTo(Map.of("model.onnx", "weights", "tokenizer.json", "{}"));
  }

  /** The store tells times in whole seconds: what comes within the same one looks like before. */
  private boolean isLaterThan(Instant asOf) throws IOException {
    store.put(bucket, "clock", "");
    return store.changed(bucket, "clock").isAfter(asOf);
  }

  private String uri(String prefix) {
    return "s3://" + bucket + "/" + prefix;
  }

  private String[] secret(Map<String, String> keys) throws IOException {
    return program.secret("s3", keys);
  }

  private Program inRole(String role) throws IOException {
    Path token = Files.writeString(directory.resolve("token"), "jwt");
    return program.environment(store.environment(role, token));
  }
}
