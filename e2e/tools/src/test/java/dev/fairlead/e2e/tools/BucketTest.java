package dev.fairlead.e2e.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder answers as a store does that speaks S3. */
class BucketTest {
  @TempDir Path directory;
  private Bucket bucket = new Bucket("", Path.of("model"));

  @BeforeEach
  void givenAFolder() throws IOException {
    Path folder = directory.resolve("model");
    Files.createDirectories(folder.resolve(".fairlead"));
    Files.createDirectories(folder.resolve("tok"));
    Files.writeString(folder.resolve("model.onnx"), "weights");
    Files.writeString(folder.resolve("tok/tokenizer.json"), "{}");
    Files.writeString(folder.resolve(".fairlead/manifest.json"), "{}");
    bucket = new Bucket("site", folder);
  }

  @Test
  void itListsTheFolderByItsKeys() throws IOException {
    URI uri = URI.create("/site/?list-type=2&prefix=model%2F");

    assertThat(bucket.isAskedFor(uri)).isTrue();
    assertThat(bucket.answer(uri).orElseThrow())
        .startsWith("<ListBucketResult><Contents><Key>model/model.onnx</Key>")
        .contains(
            "<ETag>\"7\"</ETag><Size>7</Size>",
            "<Key>model/tok/tokenizer.json</Key>",
            "</ListBucketResult>")
        .doesNotContain("manifest.json");
    assertThat(bucket.answer(URI.create("/site/?list-type=2&prefix=other/")))
        .hasValue("<ListBucketResult></ListBucketResult>");
  }

  @Test
  void itHasNoVersions() throws IOException {
    assertThat(bucket.answer(URI.create("/site/?versions=&prefix=model/"))).isEmpty();
  }

  @Test
  void anObjectIsAFileAndAFileIsOneWithoutABucketToo() {
    assertThat(bucket.file("/site/model/tok/tokenizer.json")).isEqualTo("/tok/tokenizer.json");
    assertThat(bucket.file("/model.onnx")).isEqualTo("/model.onnx");
    assertThat(bucket.isAskedFor(URI.create("/model.onnx"))).isFalse();
    assertThat(new Bucket("", directory).isAskedFor(URI.create("/"))).isFalse();
  }
}
