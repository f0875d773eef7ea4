package dev.fairlead.operator.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The operator as it is packaged, a process of its own that is set up as the chart does it. */
final class PackagedOperator implements AutoCloseable {
  private static final Path JAR = Path.of("target/operator-runner.jar").toAbsolutePath();
  private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^:]+:(\\d+)");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path log;
  private final Process process;

  private PackagedOperator(Path log, Process process) {
    this.log = log;
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param folder for what it says, and its kubeconfig
   * @param config how it reaches the API server
   * @param namespace of its lease
   */
  static PackagedOperator start(Path folder, Config config, String namespace) throws IOException {
    return start(folder, config, namespace, Map.of());
  }

  /** The same with more of an environment. */
  static PackagedOperator start(
      Path folder, Config config, String namespace, Map<String, String> environment)
      throws IOException {
    Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), kubeconfig(config));
    Path log = folder.resolve("log");
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var builder = new ProcessBuilder(java, "-XX:+UseSerialGC", "-jar", JAR.toString());
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "HOME", folder.toString(),
                "KUBECONFIG", kubeconfig.toString(),
                "POD_NAME", "fairlead-0",
                "POD_NAMESPACE", namespace,
                "FAIRLEAD_PROBE_GRACE", "0s",
                "QUARKUS_HTTP_HOST", "127.0.0.1",
                "QUARKUS_HTTP_PORT", "0",
                "QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true"));
    builder
        .environment()
        .putAll(
            Map.of(
                "FAIRLEAD_IMAGES_RUNTIME_ONNX", TestConfig.RUNTIME_IMAGE,
                "FAIRLEAD_IMAGES_RUNTIME_XGBOOST", "registry.test/fairlead/runtime-xgboost:1",
                "FAIRLEAD_IMAGES_RUNTIME_PYTORCH", "registry.test/fairlead/runtime-pytorch:1",
                "FAIRLEAD_IMAGES_FETCH", "registry.test/fairlead/fetch:1"));
    builder.environment().putAll(environment);
    Process process =
        builder
            .directory(folder.toFile())
            .redirectOutput(log.toFile())
            .redirectError(folder.resolve("errors").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new PackagedOperator(log, process);
  }

  /** All complete lines of its log, each of which is JSON. */
  List<JsonNode> log() {
    try {
      String text = Files.readString(log);
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().map(this::json).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not JSON in " + log + ": " + line, e);
    }
  }

  /** Whether it has said at which port it listens; fails if it has ended. */
  boolean listens() {
    if (!process.isAlive()) {
      throw new IllegalStateException("ended with " + process.exitValue() + ": " + log());
    }
    return port().isPresent();
  }

  /** What it answers to a GET. */
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    var uri = URI.create("http://127.0.0.1:" + port().orElseThrow() + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  /** Asks it to end (SIGTERM), and waits; its exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("still runs 30 s after SIGTERM: " + log());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private Optional<String> port() {
    return log().stream()
        .map(line -> line.path("message").asText())
        .flatMap(message -> LISTENING.matcher(message).results())
        .map((MatchResult found) -> found.group(1))
        .findFirst();
  }

  private static String kubeconfig(Config config) {
    byte[] authority = config.getCaCertData().getBytes(StandardCharsets.US_ASCII);
    return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: test
          cluster: {server: "%s", certificate-authority-data: %s}
        users:
        - name: operator
          user: {token: %s}
        contexts:
        - name: test
          context: {cluster: test, user: operator}
        current-context: test
        """
        .formatted(
            config.getMasterUrl(),
            Base64.getEncoder().encodeToString(authority),
            config.getOauthToken());
  }
}
