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

/** A real OCI registry (Debian's docker-registry) as a process of its own, on loopback. */
final class DockerRegistry implements Closeable {
  /** User {@code ada} with the password {@code s3cret}, as {@code htpasswd -B} writes them. */
  private static final String HTPASSWD =
      "ada:$2y$05$fairleadfairleadfairlO8MiYPUbepnc5PUkrhJbzMOE7qmfj0.6\n";

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int ACCEPTED = 202;

  private final Path directory;
  private final String host;
  private Process process;

  private DockerRegistry(Path directory, String host) throws IOException {
    this.directory = directory;
    this.host = host;
    this.process = launch();
    awaitReady();
  }

  /** Starts one that lets everybody in and keeps its files in {@code data}. */
  static DockerRegistry start(Path directory) throws IOException {
    return start(directory, directory.resolve("data"), "");
  }

  /**
   * Starts one that asks for a login and lets in {@code ada} with {@code s3cret}.
   *
   * @param data files of another one
   */
  static DockerRegistry startLocked(Path directory, Path data) throws IOException {
    Path users = Files.writeString(users(directory), HTPASSWD);
    return start(directory, data, "auth: {htpasswd: {realm: test, path: \"%s\"}}".formatted(users));
  }

  private static DockerRegistry start(Path directory, Path data, String more) throws IOException {
    String host = "localhost:" + freePort();
    Files.writeString(
        config(directory),
        """
        version: 0.1
        log: {level: error, accesslog: {disabled: true}}
        storage: {filesystem: {rootdirectory: "%s"}, delete: {enabled: true}}
        http: {addr: "%s"}
        %s
        """
            .formatted(data, host, more));
    return new DockerRegistry(directory, host);
  }

  /** With its port. */
  String host() {
    return host;
  }

  String url() {
    return "http://" + host;
  }

  /**
   * Takes something away.
   *
   * @param path such as {@code /v2/REPOSITORY/manifests/DIGEST}
   */
  void delete(String path) throws IOException {
    HttpURLConnection connection = connect(path);
    connection.setRequestMethod("DELETE");
    if (connection.getResponseCode() != ACCEPTED) {
      throw new IOException(
          "the registry answered %d to DELETE %s".formatted(connection.getResponseCode(), path));
    }
  }

  /** Lets nobody in any more. */
  void lockOut() throws IOException {
    Files.writeString(users(directory), "");
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    awaitEnd();
  }

  private Process launch() throws IOException {
    var builder = new ProcessBuilder(program().toString(), "serve", config(directory).toString());
    builder.environment().put("OTEL_TRACES_EXPORTER", "none");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(directory.resolve("registry.log").toFile()))
        .start();
  }

  private static Path program() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, "docker-registry"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "docker-registry is not on the PATH (Debian: apt-get install docker-registry)"));
  }

  private static Path users(Path directory) {
    return directory.resolve("htpasswd");
  }

  private static Path config(Path directory) {
    return directory.resolve("registry.yaml");
  }

  private void awaitEnd() throws IOException {
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
        throw new IOException(
            "the registry did not start: " + Files.readString(directory.resolve("registry.log")));
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
      return connect("/v2/").getResponseCode() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  private HttpURLConnection connect(String path) throws IOException {
    return (HttpURLConnection) URI.create(url() + path).toURL().openConnection();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
