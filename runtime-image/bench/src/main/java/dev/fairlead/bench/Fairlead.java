package dev.fairlead.bench;

import dev.fairlead.bench.model.Workload;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Fairlead's model server, run as its image runs it. */
final class Fairlead implements Contender {
  /** What the image's quarter of the memory is where the limit is 1 GiB. */
  private static final String HEAP = "-Xmx256m";

  /** The JDK that keeps what it learned in a practice run. */
  private static final int AHEAD = 25;

  /** Requests, as many as when the image is built. */
  private static final int PRACTICE = 300;

  private final Path home;
  private final Path cache;
  private final int metricsPort;

  /**
   * From what the build left in {@code home}; what it learns goes into {@code work}.
   *
   * @param metricsPort the same in each of its lives
   */
  Fairlead(Path home, Path work, int metricsPort) {
    this.home = home;
    this.cache = work.resolve("fairlead.aot");
    this.metricsPort = metricsPort;
  }

  int metricsPort() {
    return metricsPort;
  }

  @Override
  public String name() {
    return "Fairlead";
  }

  @Override
  public Dialect dialect() {
    return Dialect.OIP;
  }

  @Override
  public boolean serves(Workload workload) {
    return true;
  }

  @Override
  public ProcessBuilder command(Workload workload, Path model, int port, Path work)
      throws IOException {
    return command(model, port, Files.exists(cache) ? List.of("-XX:AOTCache=" + cache) : List.of());
  }

  /** Serves once and ends, so that the JVM learns what it needs, as when the image is built. */
  void practise(Path models, Path work) throws IOException, InterruptedException {
    Files.deleteIfExists(cache);
    if (Runtime.version().feature() < AHEAD) {
      return;
    }
    int port = Running.freePort();
    var command =
        command(
            models.resolve(Workload.MINILM.folder()), port, List.of("-XX:AOTCacheOutput=" + cache));
    var requests = Workload.MINILM.inputs().stream().map(dialect()::request).toList();
    try (var server = Running.start(name(), command, port, requests.getFirst(), work)) {
      for (int i = 0; i < PRACTICE; i++) {
        server.ask(requests.get(i % requests.size()));
      }
    }
  }

  private ProcessBuilder command(Path model, int port, List<String> more) throws IOException {
    Path natives = home.resolve("target/natives");
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(more);
    command.add(HEAP);
    command.add("-cp");
    command.add(classPath());
    for (String argument :
        Files.readAllLines(home.resolve("../images/onnx/src/main/image/java.args"))) {
      command.add(argument.replace("/opt/natives", natives.toString()));
    }
    var builder = new ProcessBuilder(command);
    // a setting that it does not know ends the server, and the caller may have some for others
    builder.environment().keySet().removeIf(name -> name.startsWith("FAIRLEAD_"));
    builder
        .environment()
        .putAll(
            Map.of(
                "FAIRLEAD_MODEL_DIR",
                model.toString(),
                "FAIRLEAD_MODEL_NAME",
                "m",
                "FAIRLEAD_HTTP_PORT",
                Integer.toString(port),
                "FAIRLEAD_GRPC_PORT",
                "0",
                "FAIRLEAD_METRICS_PORT",
                Integer.toString(metricsPort),
                "FAIRLEAD_DRAIN_DELAY",
                "0s",
                "OPT_OUT_TRACKING",
                "true",
                "LD_PRELOAD",
                "libjemalloc.so.2",
                "MALLOC_CONF",
                "background_thread:true,dirty_decay_ms:1000,muzzy_decay_ms:0",
                "RUST_LIBRARY_PATH",
                natives.resolve("tokenizers/libtokenizers.so").toString()));
    return builder;
  }

  /** Always in the same order: what the JVM learned holds for one order only. */
  private String classPath() throws IOException {
    try (Stream<Path> jars = Files.list(home.resolve("target/lib"))) {
      return jars.map(Path::toString).sorted().collect(Collectors.joining(File.pathSeparator));
    }
  }
}
