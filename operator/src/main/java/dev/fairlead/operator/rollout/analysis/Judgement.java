package dev.fairlead.operator.rollout.analysis;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What is known of a candidate.
 *
 * @param outcome what follows
 * @param requests that it has answered
 * @param missing how many more it may take to know; 0 once it is known
 * @param measures one by one
 * @param kinds of failures that are more frequent than with the stable one, in words; empty if none
 */
public record Judgement(
    Outcome outcome, long requests, long missing, List<Measure> measures, String kinds) {
  public Judgement {
    measures = List.copyOf(measures);
  }

  /** What follows. */
  public enum Outcome {
    /** It is not worse than allowed. */
    GOOD,
    /** It is worse. */
    BAD,
    /** Nobody knows yet: it waits. */
    OPEN
  }

  /** For a person: what was measured, and its limit. */
  public String text() {
    String all = measures.stream().map(Measure::text).collect(Collectors.joining("; "));
    String open = missing > 0 ? "; about %d more are needed to know".formatted(missing) : "";
    return "after %d requests: %s%s%s"
        .formatted(requests, all, open, kinds.isEmpty() ? "" : "; " + kinds);
  }
}
