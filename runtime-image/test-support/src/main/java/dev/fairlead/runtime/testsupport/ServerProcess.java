package dev.fairlead.runtime.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The server as users run it: a process of its own, spoken to over HTTP. */
public final class ServerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path folder;
  private final int port;
  private final int grpcPort;
  private final int metricsPort;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * Starts it, on ports that are free.
   *
   * @param model folder of the model's files
   * @param folder for its log and its last word
   * @param more of its environment
   */
  public ServerProcess(Path model, Path folder, Map<String, String> more) throws IOException {
    this.folder = folder;
    // all open at the same time: else one may be given twice
    try (var http = new ServerSocket(0);
        var grpc = new ServerSocket(0);
        var metrics = new ServerSocket(0)) {
      port = http.getLocalPort();
      grpcPort = grpc.getLocalPort();
      metricsPort = metrics.getLocalPort();
    }
    var builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "-Dai.djl.offline=true",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.fairlead.runtime.Main");
    var environment = new HashMap<String, String>();
    environment.put("FAIRLEAD_MODEL_DIR", model.toString());
    environment.put("FAIRLEAD_MODEL_NAME", "m");
    environment.put("FAIRLEAD_HTTP_PORT", Integer.toString(port));
    environment.put("FAIRLEAD_GRPC_PORT", Integer.toString(grpcPort));
    environment.put("FAIRLEAD_METRICS_PORT", Integer.toString(metricsPort));
    environment.put("FAIRLEAD_TERMINATION_LOG", folder.resolve("termination").toString());
    environment.put("FAIRLEAD_DRAIN_DELAY", "500ms");
    environment.put("OPT_OUT_TRACKING", "true");
    environment.putAll(more);
    builder.environment().putAll(environment);
    process =
        builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
  }

  /** Until it says that it is ready; one that ends before is told with its log. */
  public ServerProcess awaitReady() throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      try {
        if (get("/v2/health/ready").statusCode() == 200) {
          return this;
        }
      } catch (IOException e) {
        // not listening yet
      }
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
    throw new AssertionError("not ready: " + Files.readString(folder.resolve("log")));
  }

  /** Of its REST port, without a path. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Of REST. */
  public int port() {
    return port;
  }

  /** For gRPC: host and port. */
  public String grpcTarget() {
    return "127.0.0.1:" + grpcPort;
  }

  /** Without headers of its own. */
  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(url() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /**
   * A body of JSON.
   *
   * @param headers names and values, in turns
   */
  public HttpResponse<String> post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /**
   * A body of JSON and bytes, its answer as it is.
   *
   * @param headers names and values, in turns
   */
  public HttpResponse<byte[]> postBytes(String path, byte[] json, byte[] bytes, String... headers)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .header("Content-Type", "application/octet-stream")
            .header("Inference-Header-Content-Length", Integer.toString(json.length))
            .POST(
                HttpRequest.BodyPublishers.concat(
                    HttpRequest.BodyPublishers.ofByteArray(json),
                    HttpRequest.BodyPublishers.ofByteArray(bytes)));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  /** A request without a body. */
  public HttpResponse<String> send(String method, String path)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** As Prometheus scrapes them. */
  public String metrics() throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metricsPort + "/metrics")).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** The value of a metric without labels. */
  public double metric(String name) throws IOException, InterruptedException {
    return metrics()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no metric " + name));
  }

  /** Until nothing is asked, waits or runs any more. */
  public void awaitIdle() throws Exception {
    await(
        "nothing is in flight, in the queue or in a worker",
        () ->
            metric("fairlead_requests_in_flight") == 0
                && metric("fairlead_queue_length") == 0
                && metric("fairlead_workers_busy") == 0);
  }

  /** Until it is so; a process that ends meanwhile is told with its log. */
  public void await(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      if (process.waitFor(10, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
        throw new AssertionError("never: " + what + "\n" + log());
      }
    }
  }

  /** How many files and connections it has open. */
  public int openFiles() throws IOException {
    try (Stream<Path> files = Files.list(proc("fd"))) {
      return (int) files.count();
    }
  }

  /** Its memory that is in use, in KiB. */
  public long residentKib() throws IOException {
    return OwnJvm.residentKib(Long.toString(process.pid()));
  }

  /** Whether it has mapped a library whose name holds that. */
  public boolean hasMapped(String library) throws IOException {
    return Files.readString(proc("maps")).contains(library);
  }

  private Path proc(String file) {
    return Path.of("/proc", Long.toString(process.pid()), file);
  }

  /** SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** Once it has ended. */
  public int exitCode() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("the process ends")
        .isTrue();
    return process.exitValue();
  }

  /** Its last word. */
  public String terminationMessage() throws IOException {
    return Files.readString(folder.resolve("termination"));
  }

  /** Both of its outputs, so far. */
  public String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  /** Ends it at once, as the kernel does where memory is short. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
