package dev.fairlead.operator.rollout.analysis;

import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is known of a candidate by queries.
 *
 * @param findings one for each of them, in their order
 */
public record QueryJudgement(List<QueryFinding> findings) {
  public QueryJudgement {
    findings = List.copyOf(findings);
  }

  /** What follows from these answers. */
  public static QueryJudgement of(List<Query> queries, QueryAnswers answers) {
    return new QueryJudgement(
        queries.stream().map(query -> QueryFinding.of(query, answers.to(query))).toList());
  }

  /** One that is beyond its bounds is enough to be bad; all have to be known to be good. */
  public Outcome outcome() {
    if (has(Outcome.BAD)) {
      return Outcome.BAD;
    }
    return has(Outcome.OPEN) ? Outcome.OPEN : Outcome.GOOD;
  }

  private boolean has(Outcome outcome) {
    return findings.stream().anyMatch(finding -> finding.outcome() == outcome);
  }

  /** For a person: what was measured, and its limit; once it is bad, only what is. */
  public String text() {
    boolean isBad = has(Outcome.BAD);
    return findings.stream()
        .filter(finding -> !isBad || finding.outcome() == Outcome.BAD)
        .map(QueryFinding::text)
        .collect(Collectors.joining("; "));
  }
}
