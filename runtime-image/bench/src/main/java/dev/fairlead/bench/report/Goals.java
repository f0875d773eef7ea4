package dev.fairlead.bench.report;

import dev.fairlead.bench.model.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The goals of the model server, as far as a run measured what they speak of. */
final class Goals {
  private static final double MICROS = 1_000;
  private static final double MEMORY = 180;
  private static final int FEW = 16;
  private static final int MANY = 64;
  private static final int[] CLIENTS = {1, 4, FEW, MANY};

  private final Results results;
  private final List<Goal> goals = new ArrayList<>();

  private Goals(Results results) {
    this.results = results;
  }

  static List<Goal> of(Results results) {
    return new Goals(results).all();
  }

  private List<Goal> all() {
    least(
        "MiniLM, inferences for each CPU-second at 16 clients, of the better raw ONNX Runtime",
        results.fairlead(Workload.MINILM, FEW, Score::perCpuSecond),
        results.baselines(Workload.MINILM).mapToDouble(Score::perCpuSecond).max(),
        0.9);
    throughput(Workload.MINILM, FEW, 1.35);
    throughput(Workload.MINILM, MANY, 1.35);
    for (int clients : CLIENTS) {
      quicker(Workload.MINILM, clients, "p50", Score::p50, 1);
      quicker(Workload.MINILM, clients, "p99", Score::p99, 1);
    }
    for (Workload int8 : List.of(Workload.INT8, Workload.STATIC)) {
      least(
          int8.title() + ", throughput at 16 clients, of the best peer's with FP32",
          results.fairlead(int8, FEW, Score::perSecond),
          results.mostOfPeers(Workload.MINILM, FEW, Score::perSecond),
          3);
    }
    throughput(Workload.MIXED, FEW, 1.5);
    throughput(Workload.MIXED, MANY, 1.5);
    throughput(Workload.MLP, FEW, 8);
    overhead(Workload.MLP, 150);
    overhead(Workload.MLP_BINARY, 100);
    quicker(Workload.IMAGE, 1, "p50", Score::p50, 10);
    most(
        Workload.IMAGE.title() + ", p50 at 1 client, of a loopback echo's",
        results.fairlead(Workload.IMAGE, 1, Score::p50),
        baseline(Workload.IMAGE, Baselines.ECHO),
        2);
    life("start to the first answer, s", Start::seconds, 1);
    life("RSS after loading, MiB", life -> life.loaded().rssMib(), MEMORY);
    life("RSS after all clients, MiB", life -> life.used().rssMib(), MEMORY);
    return goals;
  }

  private void throughput(Workload workload, int clients, double bound) {
    least(
        workload.title() + ", throughput at " + clients + " clients, of the best peer's",
        results.fairlead(workload, clients, Score::perSecond),
        results.mostOfPeers(workload, clients, Score::perSecond),
        bound);
  }

  private void quicker(
      Workload workload, int clients, String name, ToDoubleFunction<Score> figure, double bound) {
    least(
        "%s, the best peer's %s at %d clients, of Fairlead's"
            .formatted(workload.title(), name, clients),
        results.leastOfPeers(workload, clients, figure),
        results.fairlead(workload, clients, figure),
        bound);
  }

  private void overhead(Workload workload, double bound) {
    OptionalDouble client = results.fairlead(workload, 1, Score::p50);
    OptionalDouble engine = baseline(workload, Baselines.RAW_ONE);
    if (client.isPresent() && engine.isPresent()) {
      goals.add(
          new Goal(
              workload.title() + ", p50 at 1 client less the engine's, µs",
              (client.getAsDouble() - engine.getAsDouble()) * MICROS,
              bound,
              false));
    }
  }

  private void life(String what, ToDoubleFunction<Start> figure, double bound) {
    results
        .fairleadLife(Workload.MINILM, figure)
        .ifPresent(
            value ->
                goals.add(new Goal(Workload.MINILM.title() + ", " + what, value, bound, false)));
  }

  private OptionalDouble baseline(Workload workload, String name) {
    return results
        .baselines(workload)
        .filter(score -> score.name().equals(name))
        .filter(score -> score.clients() == 1)
        .mapToDouble(Score::p50)
        .findFirst();
  }

  private void least(String what, OptionalDouble one, OptionalDouble other, double bound) {
    add(what, one, other, bound, true);
  }

  private void most(String what, OptionalDouble one, OptionalDouble other, double bound) {
    add(what, one, other, bound, false);
  }

  private void add(
      String what, OptionalDouble one, OptionalDouble other, double bound, boolean least) {
    if (one.isPresent() && other.isPresent()) {
      goals.add(new Goal(what, one.getAsDouble() / other.getAsDouble(), bound, least));
    }
  }
}
