package dev.fairlead.fetch.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FinalLineTest {
  @TempDir Path directory;
  private final List<String> log = new ArrayList<>();

  @Test
  void isSaidOnceInTheLogAndInTheTerminationMessage() throws IOException {
    Path file = Files.writeString(directory.resolve("termination-log"), "");
    var line = new FinalLine(file, log::add);

    line.fail(Reason.MODEL_NOT_FOUND, "nothing is there");
    line.say("Fetched: too late");

    assertThat(file).hasContent("ModelNotFound: nothing is there\n");
    assertThat(log).containsExactly("ModelNotFound: nothing is there");
  }

  @Test
  void makesNoFileWhereThereIsNone() {
    new FinalLine(directory.resolve("termination-log"), log::add).say("Fetched: x");

    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void isOneLineAndShortWhateverAServerSent() throws IOException {
    Path file = Files.writeString(directory.resolve("termination-log"), "");

    new FinalLine(file, log::add)
        .fail(Reason.FETCH_FAILED, "a\nb\u001b[31m\r\n" + "x".repeat(9000));

    assertThat(Files.readAllLines(file)).hasSize(1);
    assertThat(Files.size(file)).isLessThan(2048);
    assertThat(log.get(0)).startsWith("FetchFailed: a b [31m xxx").endsWith("...");
  }

  @Test
  void isCountedInBytesAndCutBetweenCharacters() throws IOException {
    Path file = Files.writeString(directory.resolve("termination-log"), "");

    new FinalLine(file, log::add).fail(Reason.ARCHIVE_REFUSED, "x" + "\ud83d\ude00".repeat(3000));

    assertThat(Files.readString(file))
        .startsWith("ArchiveRefused: x\ud83d\ude00")
        .endsWith("\ud83d\ude00...\n");
    assertThat(Files.size(file)).isBetween(1990L, 2001L);
  }

  @Test
  void isSaidThoughItHoldsWhatIsNoCharacter() throws IOException {
    Path file = Files.writeString(directory.resolve("termination-log"), "");

    new FinalLine(file, log::add).fail(Reason.ARCHIVE_REFUSED, "It holds the path 'a\ud83d'.");

    assertThat(Files.readString(file)).isEqualTo("ArchiveRefused: It holds the path 'a?'.\n");
  }

  /** As long as the operator reads it. */
  @Test
  void theLongestReferenceIsCutNowhereByFetchOrTheKubelet() throws IOException {
    Path file = Files.writeString(directory.resolve("termination-log"), "");
    String line =
        "Resolved: identity=sha256:%s files=20000 bytes=%d uri=https://%s"
            .formatted("0".repeat(64), Long.MAX_VALUE, "x".repeat(2200));

    new FinalLine(file, log::add).say(line);

    assertThat(Files.readString(file)).isEqualTo(line + "\n");
    assertThat(Files.size(file)).isLessThan(4096);
  }
}
