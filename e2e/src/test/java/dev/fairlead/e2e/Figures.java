package dev.fairlead.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Locale;

/** Where measured figures go: a row of the table in {@code e2e/target/figures.md}. */
final class Figures {
  private static final Path TABLE = Path.of("target/figures.md");

  private Figures() {}

  /** Median, and the range around it, all in the unit of what was measured. */
  record Spread(long least, long median, long p99, long most) {
    static Spread of(long[] values) {
      long[] sorted = values.clone();
      java.util.Arrays.sort(sorted);
      int last = sorted.length - 1;
      return new Spread(
          sorted[0],
          sorted[sorted.length / 2],
          sorted[Math.min(last, sorted.length * 99 / 100)],
          sorted[last]);
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%d (%d–%d)", median, least, most);
    }
  }

  static Spread spread(Collection<JsonNode> rounds, String field) {
    return Spread.of(rounds.stream().mapToLong(round -> round.path(field).asLong()).toArray());
  }

  static void row(String what, String figure) {
    String row = "| " + what + " | " + figure + " |\n";
    System.out.print("figure: " + row);
    try {
      Files.writeString(TABLE, row, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
