package dev.fairlead.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchesTest {
  /** Each row: the lengths of texts, the budget, the lengths in each run. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          4 4 4 4          | 16  | 4 4 4 4
          4 4 4 4 4        | 16  | 4 4 4 4, 4
          1 1 8            | 16  | 1 1, 8
          8 1 1            | 16  | 8, 1 1
          2 3 5 5          | 15  | 2 3, 5 5
          40               | 16  | 40
          40 1             | 16  | 40, 1
          3 3              | 0   | 3, 3
          16 16 20         | 512 | 16 16 20
          8 9 10 60 250    | 512 | 8 9 10, 60, 250
          30 30 47         | 512 | 30 30, 47
          30 30 37         | 512 | 30 30 37
          """)
  void aRunMoreCostsLessThanMuchPadding(String lengths, int budget, String runs) {
    List<Tokens> texts =
        Arrays.stream(lengths.strip().split(" "))
            .map(length -> new Tokens(new long[Integer.parseInt(length)], new long[0]))
            .toList();

    List<List<Tokens>> batches = Batches.of(texts, budget, 16);

    assertThat(
            batches.stream()
                .map(
                    run ->
                        run.stream()
                            .map(text -> Integer.toString(text.count()))
                            .collect(Collectors.joining(" ")))
                .collect(Collectors.joining(", ")))
        .isEqualTo(runs.strip());
    assertThat(batches.stream().flatMap(List::stream)).containsExactlyElementsOf(texts);
    if (budget > 0) {
      assertThat(batches).allMatch(run -> run.size() == 1 || padded(run) <= budget);
    }
  }

  private static int padded(List<Tokens> run) {
    return run.size()
        * IntStream.range(0, run.size()).map(i -> run.get(i).count()).max().orElseThrow();
  }
}
