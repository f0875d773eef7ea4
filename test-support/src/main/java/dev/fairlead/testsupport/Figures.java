package dev.fairlead.testsupport;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** Where measured figures go: rows of the table in {@code target/figures.md} of the module. */
public final class Figures {
  private static final Path TABLE = Path.of("target/figures.md");

  private Figures() {}

  /**
   * Of values in one unit, that of what was measured.
   *
   * @param least of them
   * @param median of them
   * @param p99 of them
   * @param most of them
   */
  public record Spread(long least, long median, long p99, long most) {
    /** Of at least one value. */
    public static Spread of(long[] values) {
      long[] sorted = values.clone();
      Arrays.sort(sorted);
      int last = sorted.length - 1;
      return new Spread(
          sorted[0],
          sorted[sorted.length / 2],
          sorted[Math.min(last, sorted.length * 99 / 100)],
          sorted[last]);
    }

    /** Median, and the range around it. */
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%d (%d–%d)", median, least, most);
    }
  }

  /** Of a field of JSON objects. */
  public static Spread spread(Collection<JsonNode> rounds, String field) {
    return Spread.of(rounds.stream().mapToLong(round -> round.path(field).asLong()).toArray());
  }

  /** Adds a row: cells, from left to right, in Markdown. */
  public static void row(String... cells) {
    String row = "| " + String.join(" | ", cells) + " |\n";
    System.out.print("figure: " + row);
    try {
      Files.writeString(TABLE, row, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
