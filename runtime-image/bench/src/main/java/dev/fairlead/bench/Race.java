package dev.fairlead.bench;

import ai.onnxruntime.OrtException;
import dev.fairlead.bench.load.Cell;
import dev.fairlead.bench.load.Load;
import dev.fairlead.bench.load.Window;
import dev.fairlead.bench.model.Input;
import dev.fairlead.bench.model.ModelFolders;
import dev.fairlead.bench.model.Workload;
import dev.fairlead.bench.proc.Memory;
import dev.fairlead.bench.proc.ProcessTree;
import dev.fairlead.bench.report.Baselines;
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

/**
 * The program: everybody has a turn in each round, alone on the machine, so that what else happens
 * on it hits all alike.
 */
public final class Race {
  private static final int SAMPLES = 8;
  private static final int FIRST_CLIENTS = 4;
  private static final int CALLERS = 2;
  private static final int BATCH = 16;

  private final Options options;
  private final Path work;
  private final Results results = new Results();

  private Race(Options options, Path work) {
    this.options = options;
    this.work = work;
  }

  /** See {@code runtime-image/bench/run --help}. */
  public static void main(String[] arguments) throws Exception {
    Options options;
    try {
      options = Options.of(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("run: " + e.getMessage());
      System.exit(2);
      return;
    }
    Path target = options.home().resolve("target");
    String report = new Race(options, Files.createDirectories(target.resolve("race"))).run();
    Files.writeString(target.resolve("results.md"), report);
    System.out.print(report);
  }

  private String run() throws IOException, OrtException, InterruptedException {
    Path models = work.resolve("models");
    ModelFolders.write(models, options.home().resolve("target/minilm"));
    var fairlead = new Fairlead(options.home(), work);
    fairlead.practise(models, work);
    var contenders = new ArrayList<Contender>();
    contenders.add(fairlead);
    options
        .peers()
        .forEach(
            (name, python) ->
                contenders.add(new Peer(name, options.home().resolve("peers"), python)));
    for (Workload workload : options.workloads()) {
      try (var raw = new Raw(models.resolve(workload.folder()))) {
        for (int round = 0; round < options.rounds(); round++) {
          say("%s, round %d".formatted(workload.title(), round + 1));
          baselines(workload, raw);
          for (Contender contender : contenders) {
            if (contender.serves(workload)) {
              turn(workload, contender, models.resolve(workload.folder()), raw);
            }
          }
          // whoever is first finds the machine cool
          Collections.rotate(contenders, 1);
        }
      }
    }
    return Report.of(results, Machine.facts(options));
  }

  private void turn(Workload workload, Contender contender, Path model, Raw raw)
      throws IOException, OrtException, InterruptedException {
    List<Input> inputs = workload.inputs();
    List<byte[]> requests = inputs.stream().map(contender.dialect()::request).toList();
    int port = Running.freePort();
    Role role = contender instanceof Fairlead ? Role.FAIRLEAD : Role.PEER;
    try (var server =
        Running.start(
            contender.name(),
            contender.command(workload, model, port, work),
            port,
            requests.getFirst(),
            work)) {
      ProcessTree processes = server.processes();
      Memory loaded = processes.memory();
      agree(contender, server, inputs, requests, raw);
      load(server, requests, FIRST_CLIENTS);
      for (int clients : options.clients()) {
        Cell cell = load(server, requests, clients);
        results.add(workload, role, contender.name(), clients, cell);
        say("  %s, %d clients: %.1f/s".formatted(contender.name(), clients, cell.perSecond()));
      }
      results.add(
          workload, contender.name(), new Start(server.startSeconds(), loaded, processes.memory()));
    }
  }

  private Cell load(Running server, List<byte[]> requests, int clients)
      throws InterruptedException {
    return Load.run(server.port(), requests, clients, window(), server.processes()::cpuSeconds);
  }

  private static void agree(
      Contender contender, Running server, List<Input> inputs, List<byte[]> requests, Raw raw)
      throws IOException, OrtException {
    for (int i = 0; i < Math.min(SAMPLES, inputs.size()); i++) {
      Agreement.check(
          contender.name(),
          raw.run(List.of(inputs.get(i))).getFirst(),
          contender.dialect().read(server.ask(requests.get(i))));
    }
  }

  private void baselines(Workload workload, Raw raw) throws IOException, InterruptedException {
    List<Input> inputs = workload.inputs();
    results.add(workload, Role.BASELINE, Baselines.RAW_ONE, 1, raw.measure(inputs, 1, 1, window()));
    if (workload.isText()) {
      results.add(
          workload,
          Role.BASELINE,
          Baselines.RAW_BATCH,
          CALLERS,
          raw.measure(inputs, CALLERS, BATCH, window()));
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
        Cell cell = Load.run(echo.port(), requests, clients, window(), () -> 0);
        results.add(workload, Role.BASELINE, Baselines.ECHO, clients, cell);
      }
    }
  }

  /** Half of the time before it is for warming up. */
  private Window window() {
    Duration time = options.time();
    return Window.after(time.dividedBy(2), time);
  }

  private static void say(String progress) {
    System.err.println(progress);
  }
}
