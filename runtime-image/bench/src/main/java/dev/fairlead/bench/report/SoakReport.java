package dev.fairlead.bench.report;

import dev.fairlead.bench.model.Workload;
import dev.fairlead.bench.proc.Sample;
import dev.fairlead.bench.proc.Trend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Of soaks, in Markdown. */
public final class SoakReport {
  /** MiB for a million requests: what samples of memory waver by. */
  private static final double SLOPE = 2;

  private static final double BACK = 1.1;

  private SoakReport() {}

  /**
   * Renders.
   *
   * @param facts about the machine and the run, what each is and its value
   */
  public static String of(List<Soaked> results, List<Map.Entry<String, String>> facts) {
    StringBuilder text = Report.begin("The model server after many requests", facts);
    var goals = new ArrayList<Goal>();
    results.forEach(result -> goals(result, goals));
    text.append(GoalTable.of(goals));
    for (Soaked result : results) {
      text.append("\n## ").append(result.workload().title()).append('\n').append(table(result));
    }
    return text.toString();
  }

  private static void goals(Soaked result, List<Goal> goals) {
    String title = result.workload().title();
    goals.add(new Goal(title + ", failures", (double) result.failures(), 0, false));
    // of fewer requests to a large model it would be noise, times fifty
    if (result.workload() == Workload.MLP || result.workload() == Workload.MLP_BINARY) {
      goals.add(
          new Goal(
              title + ", growth of resident memory, MiB for a million requests",
              Trend.mibPerMillion(result.samples()),
              SLOPE,
              false));
    }
    Burst burst = result.burst();
    if (burst != null) {
      goals.add(
          new Goal(
              title + ", RSS half a minute after 16 texts of 512 tokens, of that before",
              burst.later() / burst.before(),
              BACK,
              false));
    }
  }

  private static Table table(Soaked result) {
    List<Sample> samples = result.samples();
    var table =
        new Table("", "")
            .row("requests", Report.number((double) result.requests()))
            .row("failures", Long.toString(result.failures()))
            .row("requests/s", Report.number(result.requests() / result.seconds()))
            .row(
                "RSS at first, in the middle, at last, MiB",
                Report.number(samples.getFirst().rssMib())
                    + ", "
                    + Report.number(samples.get(samples.size() / 2).rssMib())
                    + ", "
                    + Report.number(samples.getLast().rssMib()))
            .row(
                "growth over the later half, MiB for a million requests",
                Report.number(Trend.mibPerMillion(samples)))
            .row("bytes allocated for each request", Report.number(result.bytesPerRequest()));
    Burst burst = result.burst();
    if (burst != null) {
      table.row(
          "RSS before 16 texts of 512 tokens, at its most, half a minute later, MiB",
          Report.number(burst.before())
              + ", "
              + Report.number(burst.most())
              + ", "
              + Report.number(burst.later()));
    }
    return table;
  }
}
