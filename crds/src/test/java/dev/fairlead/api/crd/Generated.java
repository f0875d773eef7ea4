package dev.fairlead.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is both generated and committed. */
final class Generated {
  private Generated() {}

  /**
   * Fails when the file differs from what it should be now; writes it instead where the system
   * property is true.
   */
  static void check(Path file, String now, String property) throws IOException {
    if (Boolean.getBoolean(property)) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, now);
    }
    assertThat(file).as("run: ./mvnw -pl crds test -D%s=true", property).exists();
    assertThat(Files.readString(file))
        .as("%s is not current; run: ./mvnw -pl crds test -D%s=true", file, property)
        .isEqualTo(now);
  }
}
