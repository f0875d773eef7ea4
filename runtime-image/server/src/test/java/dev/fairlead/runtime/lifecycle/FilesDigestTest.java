package dev.fairlead.runtime.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.runtime.engine.LoadException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The digest of a folder, beside the one that the command of the documentation prints. */
class FilesDigestTest {
  private static final Path PAGE = Path.of("..", "..", "docs", "sources", "pvc.md");

  /** Which stand in another order by bytes than by words. */
  private static final List<String> NAMES =
      List.of("model.onnx", "Model.onnx", "a/b", "a-b", "a b", "a.b", ".hidden", "ab/ c");

  @TempDir Path folder;

  @BeforeEach
  void files() throws IOException {
    for (String name : NAMES) {
      write(name, name);
    }
    write("empty", "");
    write(".fairlead/manifest.json", "{}");
    Files.createSymbolicLink(folder.resolve("link.onnx"), Path.of("model.onnx"));
    Files.createSymbolicLink(folder.resolve("linked"), Path.of("ab"));
    Files.createSymbolicLink(folder.resolve("dead"), Path.of("nothing"));
  }

  @Test
  void anybodyCanComputeIt() throws Exception {
    assertThat(digest()).isEqualTo("sha256:" + shell(command()));
  }

  @Test
  void itIsThatOfTheContentAndThePaths() throws Exception {
    String before = digest();

    write(".fairlead/manifest.json", "{\"digest\": \"sha256:0\"}");
    assertThat(digest()).as("what fetch keeps").isEqualTo(before);

    write("model.onnx", "other");
    assertThat(digest()).as("another content").isNotEqualTo(before);

    write("model.onnx", "model.onnx");
    assertThat(digest()).as("the same again").isEqualTo(before);

    Files.move(folder.resolve("a-b"), folder.resolve("a_b"));
    assertThat(digest()).as("another path").isNotEqualTo(before);
  }

  @Test
  void aNameThatIsPrintedDifferentlyHereAndThereIsRefused() throws Exception {
    write("line\nbreak", "");

    assertThatThrownBy(this::digest)
        .isInstanceOf(LoadException.class)
        .hasMessageStartingWith("line?break has a line break or a backslash in its name");
  }

  private String digest() throws LoadException {
    return FilesDigest.of(ModelFolder.open(folder, null));
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** As the page on models says it. */
  private static String command() throws IOException {
    return Files.readString(PAGE)
        .lines()
        .filter(line -> line.contains("-exec sha256sum"))
        .findFirst()
        .orElseThrow();
  }

  private String shell(String command) throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed.substring(0, 64);
  }
}
