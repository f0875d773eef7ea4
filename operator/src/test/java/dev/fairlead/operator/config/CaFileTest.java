package dev.fairlead.operator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.operator.Authorities;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaFileTest {
  @TempDir Path folder;
  private Path path;
  private int writes;

  @BeforeEach
  void name() {
    path = folder.resolve("ca.crt");
  }

  @Test
  void whatIsWrittenLaterCounts() throws IOException {
    write(Authorities.ONE);
    var file = new CaFile(path);
    assertThat(file.pem()).isEqualTo(Authorities.ONE);

    write("# the next ones\n" + Authorities.ONE + Authorities.TWO);
    assertThat(file.pem()).endsWith(Authorities.TWO);

    write("\n");
    assertThat(file.pem()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ca.crt",
        "-----BEGIN CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"
      })
  void somethingElseIsRefusedAtTheStartNamingTheCure(String text) throws IOException {
    write(text);

    assertThatThrownBy(() -> new CaFile(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "FAIRLEAD_TRUSTED_CAS", path.toString(), "correct the chart's trustedCAs");
  }

  @Test
  void theSecondOfTwoIsLookedAtToo() throws IOException {
    write(Authorities.ONE + Authorities.TWO.substring(0, 200));

    assertThatThrownBy(() -> new CaFile(path)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void somethingElseThatIsWrittenLaterChangesNothing() throws IOException {
    write(Authorities.ONE);
    var file = new CaFile(path);

    write("ca.crt");

    assertThat(file.pem()).isEqualTo(Authorities.ONE);
  }

  @Test
  void aFileThatIsNotThereIsNotTakenForNone() {
    assertThatThrownBy(() -> new CaFile(path))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot be read");
  }

  /** Each time at another time, however coarse the file system's are. */
  private void write(String text) throws IOException {
    Files.writeString(path, text);
    Files.setLastModifiedTime(path, FileTime.fromMillis(++writes * 10_000L));
  }
}
