package dev.fairlead.fetch.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RoomTest {
  @TempDir Path directory;

  @Test
  void countsWhatIsTakenAndGivenBack() throws IOException {
    var room = new Room(directory, OptionalLong.of(100));

    room.take(60);
    room.give(30);
    room.take(70);

    assertThatThrownBy(() -> room.take(1))
        .isInstanceOfSatisfying(FetchException.class, RoomTest::isStorageFull)
        .hasMessage(
            "The model needs at least 101 bytes, model.storage allows 100 bytes: raise model.storage.");
  }

  @Test
  void refusesBeforehandWhatTheDiskHasNoRoomFor() {
    var room = new Room(directory, OptionalLong.empty());

    assertThatThrownBy(() -> room.require(Long.MAX_VALUE))
        .isInstanceOfSatisfying(FetchException.class, RoomTest::isStorageFull)
        .hasMessageStartingWith("The model needs 8.0 EiB more, the node's disk has ");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void knowsAFullDiskByTheSystemsOwnError() throws IOException {
    var room = new Room(directory, OptionalLong.empty());
    room.take(2048);
    try (var full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
      IOException failure = null;
      try {
        full.write(ByteBuffer.wrap(new byte[10]));
      } catch (IOException e) {
        failure = room.explain(e);
      }
      assertThat(failure)
          .isInstanceOfSatisfying(FetchException.class, RoomTest::isStorageFull)
          .hasMessageStartingWith("The disk is full after 2.0 KiB of the model");
    }
  }

  @Test
  void passesOtherFailuresOn() {
    var failure = new IOException("Input/output error");

    assertThat(new Room(directory, OptionalLong.empty()).explain(failure)).isSameAs(failure);
  }

  private static void isStorageFull(FetchException e) {
    assertThat(e.reason()).isEqualTo(Reason.STORAGE_FULL);
  }
}
