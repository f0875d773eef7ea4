package dev.fairlead.bench;

import ai.onnxruntime.OrtException;
import dev.fairlead.bench.load.Cell;
import dev.fairlead.bench.load.Load;
import dev.fairlead.bench.model.Input;
import dev.fairlead.bench.model.Workload;
import dev.fairlead.bench.proc.Memory;
import dev.fairlead.bench.proc.ProcessTree;
import dev.fairlead.bench.report.Baselines;
import dev.fairlead.bench.report.Plots;
import dev.fairlead.bench.report.Report;
import dev.fairlead.bench.report.Results;
import dev.fairlead.bench.report.Role;
import dev.fairlead.bench.report.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Who answers most, and soonest: everybody has a turn in each round, alone on the machine, so that
 * what else happens on it hits all alike.
 */
final class Race {
  private static final int FIRST_CLIENTS = 4;
  private static final int CALLERS = 2;
  private static final int BATCH = 16;

  /** Without a request, before memory is looked at: allocators give back by and by. */
  private static final Duration REST = Duration.ofSeconds(3);

  private final Stage stage;
  private final Options options;
  private final Results results = new Results();

  Race(Stage stage) {
    this.stage = stage;
    this.options = stage.options();
  }

  /** The report. */
  String run() throws IOException, OrtException, InterruptedException {
    var contenders = new ArrayList<Contender>();
    contenders.add(stage.fairlead());
    options
        .peers()
        .forEach(
            (name, python) ->
                contenders.add(new Peer(name, options.home().resolve("peers"), python)));
    for (Workload workload : options.workloads()) {
      try (var raw = new Raw(stage.model(workload))) {
        for (int round = 0; round < options.rounds(); round++) {
          Stage.say("%s, round %d".formatted(workload.title(), round + 1));
          baselines(workload, raw);
          for (Contender contender : contenders) {
            if (contender.serves(workload)) {
              turn(workload, contender, raw, round);
            }
          }
          // whoever is first finds the machine cool
          Collections.rotate(contenders, 1);
        }
      }
    }
    Path plots = Files.createDirectories(options.home().resolve("target/plots"));
    for (Map.Entry<String, String> plot : Plots.of(results).entrySet()) {
      Files.writeString(plots.resolve(plot.getKey()), plot.getValue());
    }
    return Report.of(results, Machine.facts(options));
  }

  private void turn(Workload workload, Contender contender, Raw raw, int round)
      throws IOException, OrtException, InterruptedException {
    List<Input> inputs = workload.inputs();
    List<byte[]> requests = inputs.stream().map(contender.dialect()::request).toList();
    Role role = contender instanceof Fairlead ? Role.FAIRLEAD : Role.PEER;
    try (var server = stage.start(contender, workload, requests.getFirst())) {
      ProcessTree processes = server.processes();
      Memory loaded = rested(processes);
      Agreement.check(contender, server, inputs, raw);
      load(server, requests, FIRST_CLIENTS);
      for (int clients : options.clients()) {
        Cell cell = load(server, requests, clients);
        results.add(workload, role, contender.name(), clients, cell);
        Stage.say(
            "  %s, %d clients: %.1f/s".formatted(contender.name(), clients, cell.perSecond()));
      }
      results.add(
          workload,
          role,
          contender.name(),
          new Start(server.startSeconds(), loaded, rested(processes)));
      if (role == Role.FAIRLEAD && round == 0) {
        profile(workload, server, requests);
      }
    }
  }

  private static Memory rested(ProcessTree processes) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(REST.toNanos());
    return processes.memory();
  }

  /** After all that counts: a profiler takes time and memory of its own. */
  private void profile(Workload workload, Running server, List<byte[]> requests)
      throws IOException, InterruptedException {
    Path file = options.profile();
    if (file == null) {
      return;
    }
    var profiler = new Profiler(options.home(), file);
    for (int clients : options.clients()) {
      profiler.profile(
          server.processes().root(),
          workload,
          clients,
          () -> {
            var unused = load(server, requests, clients);
          });
    }
  }

  private Cell load(Running server, List<byte[]> requests, int clients)
      throws InterruptedException {
    return Load.run(
        server.port(), requests, clients, stage.window(), server.processes()::cpuSeconds);
  }

  private void baselines(Workload workload, Raw raw) throws IOException, InterruptedException {
    List<Input> inputs = workload.inputs();
    results.add(
        workload, Role.BASELINE, Baselines.RAW_ONE, 1, raw.measure(inputs, 1, 1, stage.window()));
    if (workload.isText()) {
      results.add(
          workload,
          Role.BASELINE,
          Baselines.RAW_BATCH,
          CALLERS,
          raw.measure(inputs, CALLERS, BATCH, stage.window()));
    }
    if (workload == Workload.IMAGE) {
      echo(workload);
    }
  }

  private void echo(Workload workload) throws IOException, InterruptedException {
    List<byte[]> requests = workload.inputs().stream().map(Dialect.OIP::request).toList();
    // as long as a server's answer for such a small output
    try (var echo = new Echo(requests.getFirst().length, new byte[200])) {
      for (int clients : options.clients()) {
        // it runs in this process: its CPU time is not apart from that of the clients
        Cell cell = Load.run(echo.port(), requests, clients, stage.window(), () -> 0);
        results.add(workload, Role.BASELINE, Baselines.ECHO, clients, cell);
      }
    }
  }
}
