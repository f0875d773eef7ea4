package dev.fairlead.bench.report;

import java.util.List;

/** Goals, and which of them were reached. */
final class GoalTable {
  private GoalTable() {}

  /** Under a heading; nothing of none. */
  static String of(List<Goal> goals) {
    if (goals.isEmpty()) {
      return "";
    }
    var table = new Table("goal", "measured", "wanted", "reached");
    for (Goal goal : goals) {
      table.row(
          goal.what(),
          Report.number(goal.value()),
          (goal.least() ? "≥ " : "≤ ") + Report.number(goal.bound()),
          goal.holds() ? "yes" : "**no**");
    }
    return "\n## Goals\n" + table;
  }
}
