package dev.fairlead.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Of overloads, in Markdown. */
public final class OverloadReport {
  private static final double GOOD = 0.9;
  private static final double GROWTH = 1.5;
  private static final double HALF = 50;
  private static final double MOST = 99;
  private static final double PERCENT = 100;

  private OverloadReport() {}

  /**
   * Renders.
   *
   * @param facts about the machine and the run, what each is and its value
   */
  public static String of(List<Overloaded> results, List<Map.Entry<String, String>> facts) {
    StringBuilder text = Report.begin("The model server asked for more than it can do", facts);
    text.append(GoalTable.of(results.stream().flatMap(OverloadReport::goals).toList()));
    for (Overloaded result : results) {
      text.append("\n## ").append(result.workload().title()).append('\n').append(table(result));
    }
    return text.toString();
  }

  private static Stream<Goal> goals(Overloaded result) {
    String title = result.workload().title();
    return Stream.of(
        new Goal(
            title + ", answered in time, of the peak",
            result.goodPerSecond() / result.peak(),
            GOOD,
            true),
        new Goal(
            title + ", p99 of what was accepted, ms",
            result.flood().millis(MOST),
            (double) result.deadline().toMillis(),
            false),
        new Goal(
            title + ", resident memory at its most, of that before",
            result.most() / result.before(),
            GROWTH,
            false));
  }

  private static Table table(Overloaded result) {
    var flood = result.flood();
    return new Table("", "")
        .row("peak of clients that wait, inferences/s", Report.number(result.peak()))
        .row("requests due, /s", Report.number(result.wanted()))
        .row("sent, /s", Report.number(flood.sentPerSecond()))
        .row("not sent: no socket was free", percent(flood.unsent(), flood.due()))
        .row("sent late by (p50, p99), ms", both(flood.lagMillis(HALF), flood.lagMillis(MOST)))
        .row("answered in time, /s", Report.number(result.goodPerSecond()))
        .row("p50, p99 of what was accepted, ms", both(flood.millis(HALF), flood.millis(MOST)))
        .row("time that each request named, ms", Long.toString(result.deadline().toMillis()))
        .row("of those sent", shares(result))
        .row("RSS before, at its most, MiB", both(result.before(), result.most()));
  }

  /** What became of what was sent. */
  private static String shares(Overloaded result) {
    var flood = result.flood();
    long sent = flood.lagNanos().length;
    var shares = new ArrayList<String>();
    shares.add("200: " + percent(flood.acceptedNanos().length, sent));
    new TreeMap<>(flood.refused())
        .forEach((status, count) -> shares.add(status + ": " + percent(count, sent)));
    shares.add("no answer: " + percent(flood.broken(), sent));
    return String.join(", ", shares);
  }

  private static String both(double one, double other) {
    return Report.number(one) + ", " + Report.number(other);
  }

  private static String percent(long part, long all) {
    return all == 0 ? "–" : Report.number(PERCENT * part / all) + " %";
  }
}
