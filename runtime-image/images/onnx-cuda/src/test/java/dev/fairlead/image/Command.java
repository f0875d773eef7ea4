package dev.fairlead.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Another program, and what it says. */
final class Command {
  private Command() {}

  /** A file or folder that the build hands over by a system property. */
  static Path path(String property) {
    return Path.of(Objects.requireNonNull(System.getProperty(property), property));
  }

  /** Runs it to its end, which has to be that exit code; all that it says, errors too. */
  static String run(int exitCode, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(exitCode);
    return said;
  }
}
