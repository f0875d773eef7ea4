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
import java.time.Duration;
import java.util.ArrayList;
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
  private static final Path FLAGS = Path.of("image/src/main/image/java.args");
  private static final String PERCENTAGE = "-XX:MaxRAMPercentage=";
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
    var command = new ArrayList<String>();
    command.add(tool("java"));
    command.addAll(flags());
    command.addAll(List.of("-jar", JAR.toString()));
    var builder = new ProcessBuilder(command);
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

  /**
   * The environment that gives it the heap that it has in a container with that limit of memory.
   */
  static Map<String, String> inContainerOf(int mebibytes) throws IOException {
    int percent =
        flags().stream()
            .filter(flag -> flag.startsWith(PERCENTAGE))
            .mapToInt(flag -> Integer.parseInt(flag.substring(PERCENTAGE.length())))
            .findFirst()
            .orElseThrow();
    return Map.of("JDK_JAVA_OPTIONS", "-Xms8m -Xmx%dm".formatted(mebibytes * percent / 100));
  }

  /** What the image's JVM is told, its class path apart. */
  private static List<String> flags() throws IOException {
    return Files.readAllLines(FLAGS).stream().filter(flag -> flag.startsWith("-XX:")).toList();
  }

  private static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
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

  /** Whether it is gone. */
  boolean hasEnded() {
    return !process.isAlive();
  }

  /** What it answers to a GET. */
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    var uri = URI.create("http://127.0.0.1:" + port().orElseThrow() + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  /** The sum of its metrics whose line begins like that; 0 if there are none. */
  double metric(String beginning) throws IOException, InterruptedException {
    return get("/q/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(beginning))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** How many reconciles have ended without an error. */
  double reconciles() throws IOException, InterruptedException {
    return metric("fairlead_reconcile_seconds_count{outcome=\"success\"}");
  }

  /** The time of CPUs that it has used since its start. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** What memory it uses; garbage is collected first, so that what it holds is what it needs. */
  Usage usage() throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    Process collection =
        new ProcessBuilder(tool("jcmd"), pid, "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (collection.waitFor() != 0) {
      throw new IllegalStateException("jcmd %s GC.run failed".formatted(pid));
    }
    return Usage.of(pid, Math.round(metric("jvm_memory_used_bytes{area=\"heap\"")));
  }

  /** Asks it to end (SIGTERM), and waits; its exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      throw new IllegalStateException("still runs two minutes after SIGTERM: " + log());
    }
    return process.exitValue();
  }

  /** Kills it (SIGKILL). */
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
