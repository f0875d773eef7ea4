package dev.fairlead.bench.report;

import java.util.List;

/** A table in Markdown. */
final class Table {
  private final StringBuilder text = new StringBuilder();

  Table(String... columns) {
    row(columns);
    text.append("|---".repeat(columns.length)).append("|\n");
  }

  Table row(String... cells) {
    text.append("| ").append(String.join(" | ", List.of(cells))).append(" |\n");
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
