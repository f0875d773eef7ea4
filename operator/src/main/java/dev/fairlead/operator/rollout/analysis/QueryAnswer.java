package dev.fairlead.operator.rollout.analysis;

import java.util.List;

/** What came back for a query. */
public sealed interface QueryAnswer {
  /** Numbers, one for each series; none where there is no data. */
  record Values(List<Double> values) implements QueryAnswer {
    public Values {
      values = List.copyOf(values);
    }
  }

  /** No numbers: nobody answered, or with something else; {@code why} is for a person. */
  record Missing(String why) implements QueryAnswer {}
}
