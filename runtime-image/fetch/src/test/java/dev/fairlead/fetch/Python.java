package dev.fairlead.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Programs of others, in the virtual environment that {@code e2e/cluster/python-clients} makes. */
final class Python {
  private static final Path SCRIPTS = Path.of("src", "test", "python").toAbsolutePath();

  private Python() {}

  /** To run a script of the tests. */
  static ProcessBuilder script(String name, String... arguments) {
    Path python = cache().resolve("python").resolve("bin").resolve("python");
    if (!Files.isExecutable(python)) {
      throw new IllegalStateException("run: e2e/cluster/python-clients");
    }
    var command = new ArrayList<String>();
    command.add(python.toString());
    command.add(SCRIPTS.resolve(name).toString());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  /** Runs it to its end; what it says, once it ends well. */
  static String run(ProcessBuilder script) throws IOException, InterruptedException {
    Process process = script.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(said);
    }
    return said;
  }

  /** As the cluster's scripts have it. */
  private static Path cache() {
    return variable("FAIRLEAD_CACHE")
        .or(() -> variable("XDG_CACHE_HOME").map(folder -> folder.resolve("fairlead")))
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "fairlead"));
  }

  private static Optional<Path> variable(String name) {
    return Optional.ofNullable(System.getenv(name)).map(Path::of);
  }
}
