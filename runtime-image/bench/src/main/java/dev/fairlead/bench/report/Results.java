package dev.fairlead.bench.report;

import dev.fairlead.bench.load.Cell;
import dev.fairlead.bench.model.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** All that was measured. */
public final class Results {
  private record Key(Workload workload, Role role, String name, int clients) {}

  private record Life(Workload workload, Role role, String name) {}

  private final Map<Key, List<Cell>> cells = new LinkedHashMap<>();
  private final Map<Life, List<Start>> starts = new LinkedHashMap<>();

  /** One measurement. */
  public void add(Workload workload, Role role, String name, int clients, Cell cell) {
    cells
        .computeIfAbsent(new Key(workload, role, name, clients), key -> new ArrayList<>())
        .add(cell);
  }

  /** One life of a server. */
  public void add(Workload workload, Role role, String name, Start start) {
    starts.computeIfAbsent(new Life(workload, role, name), life -> new ArrayList<>()).add(start);
  }

  /** By the number of clients; Fairlead first, baselines last. */
  List<Score> scores(Workload workload) {
    return cells.entrySet().stream()
        .filter(entry -> entry.getKey().workload() == workload)
        .map(
            entry ->
                Score.of(
                    entry.getKey().role(),
                    entry.getKey().name(),
                    entry.getKey().clients(),
                    entry.getValue()))
        .sorted(Comparator.comparingInt(Score::clients).thenComparing(Score::role))
        .toList();
  }

  /** What is known of each server's lives with each workload. */
  void eachStart(StartVisitor visitor) {
    starts.forEach((key, lives) -> visitor.visit(key.workload(), key.name(), lives));
  }

  /** Is shown all lives of one server with one workload. */
  interface StartVisitor {
    void visit(Workload workload, String name, List<Start> lives);
  }

  /** Fairlead's figure; empty where it was not measured or failed. */
  OptionalDouble fairlead(Workload workload, int clients, ToDoubleFunction<Score> figure) {
    return counting(workload, Role.FAIRLEAD, clients).mapToDouble(figure).findFirst();
  }

  /** The same of its lives. */
  OptionalDouble fairleadLife(Workload workload, ToDoubleFunction<Start> figure) {
    return starts.entrySet().stream()
        .filter(entry -> entry.getKey().workload() == workload)
        .filter(entry -> entry.getKey().role() == Role.FAIRLEAD)
        .mapToDouble(entry -> Median.of(entry.getValue(), figure))
        .findFirst();
  }

  /** The most that a peer reached; empty without one that did not fail. */
  OptionalDouble mostOfPeers(Workload workload, int clients, ToDoubleFunction<Score> figure) {
    return counting(workload, Role.PEER, clients).mapToDouble(figure).max();
  }

  /** The least that a peer reached; empty without one that did not fail. */
  OptionalDouble leastOfPeers(Workload workload, int clients, ToDoubleFunction<Score> figure) {
    return counting(workload, Role.PEER, clients).mapToDouble(figure).min();
  }

  /** Figures of what is no server, whatever the number of callers. */
  Stream<Score> baselines(Workload workload) {
    return scores(workload).stream().filter(s -> s.role() == Role.BASELINE && s.counts());
  }

  private Stream<Score> counting(Workload workload, Role role, int clients) {
    return scores(workload).stream()
        .filter(s -> s.role() == role && s.clients() == clients && s.counts());
  }
}
