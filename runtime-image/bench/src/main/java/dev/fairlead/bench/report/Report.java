package dev.fairlead.bench.report;

import dev.fairlead.bench.model.Workload;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** The whole in Markdown. */
public final class Report {
  private static final String NOTHING = "–";

  private Report() {}

  /**
   * Renders.
   *
   * @param facts about the machine and the run, what each is and its value
   */
  public static String of(Results results, List<Map.Entry<String, String>> facts) {
    StringBuilder text = begin("The model server raced against others", facts);
    text.append(GoalTable.of(Goals.of(results)));
    for (Workload workload : Workload.values()) {
      if (!results.scores(workload).isEmpty()) {
        text.append("\n## ").append(workload.title()).append('\n').append(cells(results, workload));
      }
      if (Plots.shows(results, workload)) {
        text.append("\n![Inferences per second by clients](plots/")
            .append(Plots.name(workload))
            .append(")\n");
      }
    }
    return text.append("\n## Start and memory\n").append(starts(results)).toString();
  }

  /** A title, and what the machine and the run are. */
  static StringBuilder begin(String title, List<Map.Entry<String, String>> facts) {
    var about = new Table("", "");
    facts.forEach(fact -> about.row(fact.getKey(), fact.getValue()));
    return new StringBuilder("# ").append(title).append("\n\n").append(about);
  }

  /** Each throughput also as what it is of the best peer's. */
  private static Table cells(Results results, Workload workload) {
    var table =
        new Table(
            "clients",
            "",
            "inferences/s",
            "of the best peer's",
            "p50 ms",
            "p99 ms",
            "inferences/CPU-s",
            "failures");
    for (Score score : results.scores(workload)) {
      OptionalDouble best = results.mostOfPeers(workload, score.clients(), Score::perSecond);
      boolean compared = best.isPresent() && score.role() != Role.BASELINE && score.counts();
      table.row(
          Integer.toString(score.clients()),
          score.role() == Role.FAIRLEAD ? "**" + score.name() + "**" : score.name(),
          number(score.perSecond()),
          compared ? number(score.perSecond() / best.getAsDouble()) : NOTHING,
          number(score.p50()),
          number(score.p99()),
          score.perCpuSecond() > 0 ? number(score.perCpuSecond()) : NOTHING,
          score.failures() == 0 ? "0" : "**" + score.failures() + "**");
    }
    return table;
  }

  private static Table starts(Results results) {
    var table =
        new Table(
            "workload",
            "",
            "start to first answer, s",
            "RSS after loading, MiB",
            "PSS after loading, MiB",
            "RSS after all clients, MiB",
            "PSS after all clients, MiB");
    results.eachStart(
        (workload, name, lives) ->
            table.row(
                workload.title(),
                name,
                number(Median.of(lives, Start::seconds)),
                number(Median.of(lives, life -> life.loaded().rssMib())),
                number(Median.of(lives, life -> life.loaded().pssMib())),
                number(Median.of(lives, life -> life.used().rssMib())),
                number(Median.of(lives, life -> life.used().pssMib()))));
    return table;
  }

  /** Three digits that say something, more where they stand before the point. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return NOTHING;
    }
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }
}
