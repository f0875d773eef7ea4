package dev.fairlead.bench;

import dev.fairlead.bench.load.CountedLoad;
import dev.fairlead.bench.model.Inputs;
import dev.fairlead.bench.model.ModelFolders;
import dev.fairlead.bench.model.Workload;
import dev.fairlead.bench.proc.MemoryWatch;
import dev.fairlead.bench.proc.ProcessTree;
import dev.fairlead.bench.proc.Sample;
import dev.fairlead.bench.report.Burst;
import dev.fairlead.bench.report.SoakReport;
import dev.fairlead.bench.report.Soaked;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Whether Fairlead's server keeps its memory over many requests, and gives back what a large one
 * took.
 */
final class Soak {
  private static final int CLIENTS = 16;
  private static final int FIRST_REQUESTS = 1_000;

  /** A request to a transformer takes about as much longer than one to a tiny model. */
  private static final int TINY_PER_LARGE = 50;

  private static final int BURST_TEXTS = 16;
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration QUICK_LOOK = Duration.ofMillis(20);
  private static final Duration LATER = Duration.ofSeconds(30);
  private static final double NANOS = 1e9;

  private final Stage stage;

  Soak(Stage stage) {
    this.stage = stage;
  }

  /** The report. */
  String run() throws IOException, InterruptedException {
    var results = new ArrayList<Soaked>();
    for (Workload workload : stage.options().workloads()) {
      results.add(one(workload));
    }
    return SoakReport.of(results, Machine.facts(stage.options()));
  }

  private Soaked one(Workload workload) throws IOException, InterruptedException {
    List<byte[]> requests = workload.inputs().stream().map(Dialect.OIP::request).toList();
    try (var server = stage.start(stage.fairlead(), workload, requests.getFirst())) {
      new CountedLoad(server.port(), requests, FIRST_REQUESTS).run(CLIENTS);
      var load = new CountedLoad(server.port(), requests, total(workload));
      double allocated = Metrics.allocatedBytes(stage.fairlead().metricsPort());
      long begin = System.nanoTime();
      List<Sample> samples = watched(server.processes(), load);
      double seconds = (System.nanoTime() - begin) / NANOS;
      double more = Metrics.allocatedBytes(stage.fairlead().metricsPort()) - allocated;
      Stage.say("%s: %d requests in %.0f s".formatted(workload.title(), load.done(), seconds));
      return new Soaked(
          workload,
          load.done(),
          load.failures(),
          seconds,
          samples,
          more / load.done(),
          workload.isText() ? burst(server) : null);
    }
  }

  private long total(Workload workload) {
    long tiny = stage.options().requests();
    boolean isTiny = workload == Workload.MLP || workload == Workload.MLP_BINARY;
    return isTiny ? tiny : Math.max(1, tiny / TINY_PER_LARGE);
  }

  private static List<Sample> watched(ProcessTree processes, CountedLoad load)
      throws InterruptedException {
    try (var watch = MemoryWatch.start(processes, LOOK, load::done)) {
      load.run(CLIENTS);
      return watch.samples();
    }
  }

  /** One request of the longest texts that the model takes. */
  private static Burst burst(Running server) throws IOException, InterruptedException {
    ProcessTree processes = server.processes();
    byte[] request = Dialect.texts(Inputs.texts(ModelFolders.MOST_TOKENS).subList(0, BURST_TEXTS));
    double before = processes.memory().rssMib();
    try (var watch = MemoryWatch.start(processes, QUICK_LOOK, () -> 0)) {
      server.ask(request);
      double most = watch.mostMib();
      TimeUnit.NANOSECONDS.sleep(LATER.toNanos());
      return new Burst(before, most, processes.memory().rssMib());
    }
  }
}
