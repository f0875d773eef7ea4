package dev.fairlead.fetch.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelManifestTest {
  @TempDir Path directory;

  @Test
  void isReadAsItWasWritten() throws IOException {
    var manifest =
        new ModelManifest(
            "sha256:" + "a".repeat(64),
            "https://h/p?\"quoted\"",
            List.of(new ModelFile("b/\u00e9.bin", 5L << 40, "1".repeat(64)), file("a.bin", "x")));

    Path path = Files.writeString(directory.resolve("manifest.json"), manifest.json());

    assertThat(ModelManifest.read(path)).contains(manifest);
    assertThat(manifest.files())
        .extracting(ModelFile::path)
        .containsExactly("a.bin", "b/\u00e9.bin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "{}",
        "{\"digest\":\"d\",\"uri\":\"u\"}",
        "{\"digest\":\"d\",\"uri\":\"u\",\"files\":{}}",
        "{\"digest\":\"d\",\"uri\":\"u\",\"files\":[7]}",
        "{\"digest\":null,\"uri\":\"u\",\"files\":[]}",
        "{\"digest\":\"d\",\"uri\":\"u\",\"files\":[{\"path\":\"p\",\"size\":\"x\",\"sha256\":\"s\"}]}",
      })
  void whatACrashLeftIsAsGoodAsNone(String text) throws IOException {
    Path path = Files.writeString(directory.resolve("manifest.json"), text);

    assertThat(ModelManifest.read(path)).isEmpty();
  }

  @Test
  void holdsWhereEveryFileIsTheSame() throws IOException {
    Files.writeString(directory.resolve("a.bin"), "weights");
    var manifest = new ModelManifest("d", "u", List.of(file("a.bin", "weights")));

    assertThat(manifest.holdsIn(directory, read -> {})).isTrue();
    Files.writeString(directory.resolve("a.bin"), "Weights");
    assertThat(manifest.holdsIn(directory, read -> {})).isFalse();
    Files.writeString(directory.resolve("a.bin"), "weights and more");
    assertThat(manifest.holdsIn(directory, read -> {})).isFalse();
    Files.delete(directory.resolve("a.bin"));
    assertThat(manifest.holdsIn(directory, read -> {})).isFalse();
  }

  @Test
  void tellsOfTheBytesAsItReadsThem() throws IOException {
    String content = "0123456789".repeat(20_000);
    Files.writeString(directory.resolve("a.bin"), content);
    var told = new ArrayList<Long>();

    new ModelManifest("d", "u", List.of(file("a.bin", content))).holdsIn(directory, told::add);

    assertThat(told).hasSizeGreaterThan(2);
    assertThat(told.stream().mapToLong(n -> n).sum()).isEqualTo(200_000);
  }

  private static ModelFile file(String path, String content) {
    byte[] bytes = content.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return new ModelFile(path, bytes.length, Sha256.of(bytes));
  }
}
