package dev.fairlead.fetch.download;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.fetch.files.Room;
import dev.fairlead.fetch.report.Progress;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartFileTest {
  /** Takes a good part of a second to read, and no room on the disk. */
  private static final long SIZE = 512L << 20;

  @TempDir Path directory;

  @Test
  void movesTheProgressAsItIsCheckedNotAllAtOnce() throws Exception {
    Path file = directory.resolve("m.part");
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(SIZE);
    }
    var progress = new Progress();
    var opened =
        CompletableFuture.supplyAsync(
            () -> {
              try (var part =
                  PartFile.open(file, new Room(directory, OptionalLong.empty()), progress)) {
                return part.size();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    boolean onTheWay = false;
    while (!opened.isDone()) {
      long bytes = progress.now().bytes();
      onTheWay |= bytes > 0 && bytes < SIZE;
      Thread.onSpinWait();
    }

    assertThat(opened.get()).isEqualTo(SIZE);
    assertThat(onTheWay).isTrue();
    assertThat(progress.now().bytes()).isEqualTo(SIZE);
  }
}
