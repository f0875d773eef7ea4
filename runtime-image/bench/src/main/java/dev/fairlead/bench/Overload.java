package dev.fairlead.bench;

import dev.fairlead.bench.load.Flood;
import dev.fairlead.bench.load.Load;
import dev.fairlead.bench.load.OpenLoad;
import dev.fairlead.bench.model.Workload;
import dev.fairlead.bench.proc.MemoryWatch;
import dev.fairlead.bench.report.OverloadReport;
import dev.fairlead.bench.report.Overloaded;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What Fairlead's server does when five times as much is asked as it can do, by clients that do not
 * wait for each other's answers.
 */
final class Overload {
  private static final double TIMES = 5;

  /** As many connections as a server of one pod may well see at once. */
  private static final int SOCKETS = 1_024;

  private static final Duration LOOK = Duration.ofMillis(250);

  private final Stage stage;

  Overload(Stage stage) {
    this.stage = stage;
  }

  /** The report. */
  String run() throws IOException, InterruptedException {
    var results = new ArrayList<Overloaded>();
    for (Workload workload : stage.options().workloads()) {
      results.add(one(workload));
    }
    return OverloadReport.of(results, Machine.facts(stage.options()));
  }

  private Overloaded one(Workload workload) throws IOException, InterruptedException {
    Duration deadline = stage.options().deadline();
    List<byte[]> requests =
        workload.inputs().stream()
            .map(Dialect.OIP::request)
            .map(request -> Dialect.within(deadline, request))
            .toList();
    try (var server = stage.start(stage.fairlead(), workload, requests.getFirst())) {
      double peak = peak(workload, server, requests);
      double wanted = TIMES * peak;
      double before = server.processes().memory().rssMib();
      Stage.say("%s: %.1f requests/s are due".formatted(workload.title(), wanted));
      try (var watch = MemoryWatch.start(server.processes(), LOOK, () -> 0);
          var load = OpenLoad.open(server.port(), requests, SOCKETS)) {
        Flood flood = load.run(wanted, stage.window());
        return new Overloaded(workload, peak, wanted, deadline, flood, before, watch.mostMib());
      }
    }
  }

  /** What clients get that wait for their answers, with as many of them as do best. */
  private double peak(Workload workload, Running server, List<byte[]> requests)
      throws InterruptedException {
    double peak = 0;
    for (int clients : stage.options().clients()) {
      double perSecond =
          Load.run(server.port(), requests, clients, stage.window(), () -> 0).perSecond();
      Stage.say("%s, %d clients: %.1f/s".formatted(workload.title(), clients, perSecond));
      peak = Math.max(peak, perSecond);
    }
    if (peak == 0) {
      throw new IllegalStateException(
          workload.title() + ": nothing was answered: see why in " + stage.work());
    }
    return peak;
  }
}
