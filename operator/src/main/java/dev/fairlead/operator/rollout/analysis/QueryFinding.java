package dev.fairlead.operator.rollout.analysis;

import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What follows from the answer to one query.
 *
 * @param query that was asked
 * @param outcome {@code BAD} if a number is beyond its bounds, {@code OPEN} while there is none
 * @param value of several numbers the worst, in words; null where there is none
 * @param missing why nothing is known; null where something is
 */
public record QueryFinding(
    Query query, Outcome outcome, @Nullable String value, @Nullable String missing) {

  /** One number beyond a bound is enough; what is no number is no evidence of anything. */
  static QueryFinding of(Query query, QueryAnswer answer) {
    return switch (answer) {
      case QueryAnswer.Missing missing -> open(query, missing.why());
      case QueryAnswer.Values numbers -> of(query, numbers.values());
    };
  }

  private static QueryFinding of(Query query, List<Double> values) {
    if (values.isEmpty()) {
      return open(query, "no data");
    }
    Optional<Double> worst =
        values.stream()
            .filter(value -> !value.isNaN())
            .max(Comparator.comparingDouble(query::beyond));
    boolean isBeyond = worst.filter(value -> query.beyond(value) > 0).isPresent();
    if (!isBeyond && values.stream().anyMatch(value -> value.isNaN())) {
      return open(query, "NaN is no number");
    }
    return worst
        .map(
            value ->
                new QueryFinding(
                    query, isBeyond ? Outcome.BAD : Outcome.GOOD, Query.number(value), null))
        .orElseThrow();
  }

  private static QueryFinding open(Query query, String why) {
    return new QueryFinding(query, Outcome.OPEN, null, why);
  }

  /** In words and numbers. */
  String text() {
    String state =
        switch (outcome) {
          case BAD -> "%s, and has to be %s".formatted(value, query.bounds());
          case GOOD -> "%s, %s".formatted(value, query.bounds());
          case OPEN -> "not known (%s), and has to be %s".formatted(missing, query.bounds());
        };
    return "query %s is %s".formatted(query.name(), state);
  }
}
