package dev.fairlead.fetch;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** A real OCI registry (Debian's docker-registry) as a process of its own, on loopback. */
final class DockerRegistry implements Closeable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Process process;
  private final String host;

  private DockerRegistry(Process process, String host) {
    this.process = process;
    this.host = host;
  }

  /** The program, if this machine has it. */
  static Optional<Path> program() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, "docker-registry"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts a registry.
   *
   * @param more lines of configuration, such as its auth section
   */
  static DockerRegistry start(Path program, Path directory, String more) throws IOException {
    String host = "localhost:" + freePort();
    Path config = directory.resolve("registry.yaml");
    Files.writeString(
        config,
        """
        version: 0.1
        log: {level: error, accesslog: {disabled: true}}
        storage: {filesystem: {rootdirectory: %s}}
        http: {addr: "%s"}
        %s
        """
            .formatted(directory.resolve("data"), host, more));
    var builder = new ProcessBuilder(program.toString(), "serve", config.toString());
    builder.environment().put("OTEL_TRACES_EXPORTER", "none");
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("registry.log").toFile())
            .start();
    var registry = new DockerRegistry(process, host);
    registry.awaitReady();
    return registry;
  }

  String host() {
    return host;
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void awaitReady() throws IOException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!answers()) {
      if (!process.isAlive() || Instant.now().isAfter(end)) {
        throw new IOException("the registry did not start");
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  private boolean answers() {
    try {
      var connection =
          (HttpURLConnection) URI.create("http://" + host + "/v2/").toURL().openConnection();
      return connection.getResponseCode() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
