package dev.fairlead.operator.rollout.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryJudgementTest {
  private static final Query MEMORY = new Query("memory", "m", null, 0.9);
  private static final Query CLICKS = new Query("clicks", "c", 0.03, null);
  private static final Query LOAD = new Query("load", "l", 1.0, 5.0);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0.9   | GOOD | query memory is 0.9, at most 0.9
          -1e9  | GOOD | query memory is -1000000000, at most 0.9
          0.5   | GOOD | query memory is 0.5, at most 0.9
          0.901 | BAD  | query memory is 0.901, and has to be at most 0.9
          1e30  | BAD  | query memory is 1E+30, and has to be at most 0.9
          +Inf  | BAD  | query memory is +Inf, and has to be at most 0.9
          -Inf  | GOOD | query memory is -Inf, at most 0.9
          NaN   | OPEN | query memory is not known (NaN is no number), and has to be at most 0.9
          """)
  void aNumberIsHeldToItsBound(String value, Outcome outcome, String text) {
    QueryJudgement judgement = memory(value);
    assertThat(judgement.outcome()).isEqualTo(outcome);
    assertThat(judgement.text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0.9, BAD", "1, GOOD", "5, GOOD", "5.1, BAD"})
  void bothBoundsHold(double value, Outcome outcome) {
    QueryJudgement judgement =
        QueryJudgement.of(List.of(LOAD), answers(Map.of("l", values(value))));
    assertThat(judgement.outcome()).isEqualTo(outcome);
    assertThat(judgement.text()).contains("between 1 and 5");
  }

  @Test
  void allSeriesAreHeldToItAndTheWorstIsTold() {
    assertThat(memory("0.2", "0.95", "0.91").text()).contains("query memory is 0.95, and has");
    assertThat(memory("0.2", "0.8").text()).isEqualTo("query memory is 0.8, at most 0.9");
    QueryJudgement least =
        QueryJudgement.of(List.of(CLICKS), answers(Map.of("c", values(0.5, 0.01))));
    assertThat(least.text()).isEqualTo("query clicks is 0.01, and has to be at least 0.03");
  }

  /** A part of the answer may be enough to know that it is bad, and never that it is good. */
  @Test
  void besideOneThatIsNoNumberOnlyTheBadIsKnown() {
    assertThat(memory("0.2", "NaN").outcome()).isEqualTo(Outcome.OPEN);
    assertThat(memory("0.95", "NaN").outcome()).isEqualTo(Outcome.BAD);
  }

  @Test
  void withoutDataItWaits() {
    QueryFinding finding = memory().findings().getFirst();
    assertThat(finding.outcome()).isEqualTo(Outcome.OPEN);
    assertThat(finding.value()).isNull();
    assertThat(finding.missing()).isEqualTo("no data");
  }

  @Test
  void whoDoesNotAnswerIsWaitedFor() {
    QueryJudgement judgement =
        QueryJudgement.of(
            List.of(MEMORY, CLICKS),
            answers(Map.of("m", values(0.5), "c", new QueryAnswer.Missing("refused"))));
    assertThat(judgement.outcome()).isEqualTo(Outcome.OPEN);
    assertThat(judgement.text())
        .isEqualTo(
            "query memory is 0.5, at most 0.9;"
                + " query clicks is not known (refused), and has to be at least 0.03");
  }

  @Test
  void whatWasNotAskedLatelyIsNotKnown() {
    QueryJudgement judgement = QueryJudgement.of(List.of(MEMORY), QueryAnswers.NONE);
    assertThat(judgement.outcome()).isEqualTo(Outcome.OPEN);
    assertThat(judgement.findings().getFirst().missing()).isEqualTo("it has not answered lately");
  }

  @Test
  void oneThatIsBadIsEnoughAndIsTheOneThatIsTold() {
    QueryJudgement judgement =
        QueryJudgement.of(
            List.of(MEMORY, CLICKS, LOAD), answers(Map.of("m", values(0.5), "c", values(0.01))));
    assertThat(judgement.outcome()).isEqualTo(Outcome.BAD);
    assertThat(judgement.text()).isEqualTo("query clicks is 0.01, and has to be at least 0.03");
  }

  private static QueryJudgement memory(String... values) {
    List<Double> numbers =
        Stream.of(values).map(v -> v.replace("Inf", "Infinity")).map(Double::valueOf).toList();
    return QueryJudgement.of(
        List.of(MEMORY), answers(Map.of("m", new QueryAnswer.Values(numbers))));
  }

  private static QueryAnswer values(Double... values) {
    return new QueryAnswer.Values(List.of(values));
  }

  private static QueryAnswers answers(Map<String, QueryAnswer> answers) {
    return new QueryAnswers(answers);
  }
}
