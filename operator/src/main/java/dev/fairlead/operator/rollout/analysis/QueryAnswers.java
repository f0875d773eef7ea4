package dev.fairlead.operator.rollout.analysis;

import java.util.Map;

/**
 * What a site's Prometheus has said lately.
 *
 * @param byExpression by what it was asked; without what it has not been asked lately
 */
public record QueryAnswers(Map<String, QueryAnswer> byExpression) {
  /** Nobody has asked. */
  public static final QueryAnswers NONE = new QueryAnswers(Map.of());

  public QueryAnswers {
    byExpression = Map.copyOf(byExpression);
  }

  QueryAnswer to(Query query) {
    return byExpression.getOrDefault(
        query.expression(), new QueryAnswer.Missing("it has not answered lately"));
  }
}
