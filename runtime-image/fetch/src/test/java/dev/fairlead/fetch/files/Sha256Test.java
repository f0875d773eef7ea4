package dev.fairlead.fetch.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
  private static final int SIZE = 8 << 20;

  @TempDir Path directory;

  @Test
  void tellsHowFarItIsAsItReadsNotAllAtOnce() throws Exception {
    Path file = fileOf(SIZE);
    List<Long> steps = new ArrayList<>();

    Sha256.update(MessageDigest.getInstance("SHA-256"), file, steps::add);

    assertThat(steps).hasSizeGreaterThan(1);
    assertThat(steps.stream().mapToLong(Long::longValue).sum()).isEqualTo(SIZE);
  }

  private Path fileOf(int size) throws IOException {
    return Files.write(directory.resolve("model.onnx"), new byte[size]);
  }
}
