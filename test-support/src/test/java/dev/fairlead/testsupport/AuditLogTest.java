package dev.fairlead.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  @TempDir Path folder;

  @Test
  void aLineThatIsHalfWrittenIsNotThereYet() throws IOException {
    String first = line("create", Instant.EPOCH);
    Path file = Files.writeString(folder.resolve("audit.log"), first + "{\"verb\":\"upd");
    var log = new AuditLog(file);

    assertThat(log.since(AuditLog.Mark.BEGINNING))
        .extracting(AuditEvent::verb)
        .containsExactly("create");
    AuditLog.Mark mark = log.mark();

    Files.writeString(file, first + line("update", mark.at()));
    assertThat(log.since(mark)).extracting(AuditEvent::verb).containsExactly("update");
  }

  @Test
  void whatWasAskedBeforeAndIsRecordedAfterwardsIsNotNew() throws IOException {
    var log = new AuditLog(Files.createFile(folder.resolve("audit.log")));
    AuditLog.Mark mark = log.mark();

    Files.writeString(
        log.file(), line("create", mark.at().minusMillis(1)) + line("update", mark.at()));

    assertThat(log.since(mark)).extracting(AuditEvent::verb).containsExactly("update");
  }

  private static String line(String verb, Instant askedAt) {
    return "{\"verb\":\"%s\",\"requestReceivedTimestamp\":\"%s\"}\n".formatted(verb, askedAt);
  }
}
