package dev.fairlead.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSearchTest {
  @TempDir Path folder;

  @Test
  void filesAreFoundDownToTheFourthLevelInOrder() throws Exception {
    file("b");
    file("a/b/c/4");
    file("a/b/c/d/5");
    Files.createSymbolicLink(folder.resolve("c"), Path.of("b"));

    assertThat(FileSearch.in(folder))
        .map(f -> folder.relativize(f).toString())
        .containsExactly("a/b/c/4", "b", "c");
  }

  @Test
  void whatMayNotBeLookedIntoHidesNothingElse() throws Exception {
    file("model.onnx");
    Path closed = Files.createDirectory(folder.resolve("lost+found"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    assumeThat(Files.isReadable(closed)).as("root may read everything").isFalse();

    assertThat(FileSearch.in(folder)).containsExactly(folder.resolve("model.onnx"));
  }

  @Test
  void whereNoFolderIsNothingIsFound() {
    assertThat(FileSearch.in(folder.resolve("none"))).isEmpty();
  }

  private void file(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, name);
  }
}
