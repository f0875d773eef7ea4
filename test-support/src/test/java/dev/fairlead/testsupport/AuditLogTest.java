package dev.fairlead.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  @TempDir Path folder;

  @Test
  void aLineThatIsHalfWrittenIsNotThereYet() throws IOException {
    Path file =
        Files.writeString(folder.resolve("audit.log"), "{\"verb\":\"create\"}\n{\"verb\":\"upd");
    var log = new AuditLog(file);

    assertThat(log.since(0)).extracting(AuditEvent::verb).containsExactly("create");
    long end = log.end();

    Files.writeString(file, "{\"verb\":\"create\"}\n{\"verb\":\"update\"}\n");
    assertThat(log.since(end)).extracting(AuditEvent::verb).containsExactly("update");
  }
}
