package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.AnalysisSpec;
import dev.fairlead.api.v1alpha1.CanarySpec;
import dev.fairlead.api.v1alpha1.CanaryStatus;
import dev.fairlead.api.v1alpha1.ModelDeploymentSpec;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.QuerySpec;
import dev.fairlead.api.v1alpha1.RolloutSpec;
import dev.fairlead.api.v1alpha1.RolloutStatus;
import dev.fairlead.api.v1alpha1.RolloutStrategy;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.rollout.analysis.Query;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code spec.rollout.canary.analysis.queries}, with names in place of their placeholders. */
public final class Queries {
  private static final Pattern PLACEHOLDER = Pattern.compile("[$]([A-Za-z_][A-Za-z0-9_]*)");

  /**
   * What namespaces, resources and values of labels consist of. Nothing in it ends a literal of
   * PromQL, of whichever quotes, or begins an escape there.
   */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

  private Queries() {}

  /** Those of the spec; none where it has none. */
  static List<QuerySpec> specs(ModelDeploymentSpec spec) {
    CanarySpec canary = Rollouts.of(spec).canary();
    AnalysisSpec analysis = canary == null ? null : canary.analysis();
    return analysis == null || analysis.queries() == null ? List.of() : analysis.queries();
  }

  /** About these two revisions. */
  static List<Query> of(Observation seen, String stable, String candidate) {
    Map<String, String> names =
        Map.of(
            "namespace",
            seen.primary().getMetadata().getNamespace(),
            "model",
            seen.name(),
            "stable",
            stable,
            "candidate",
            candidate);
    return specs(seen.primary().getSpec()).stream()
        .map(
            spec ->
                new Query(
                    spec.name(), filled(spec.query(), names), bound(spec.min()), bound(spec.max())))
        .toList();
  }

  /**
   * What is to be asked now: while a candidate has the share of a step, as the status names it;
   * else nothing.
   */
  public static List<Query> due(Observation seen) {
    RolloutSpec spec = Rollouts.of(seen.primary().getSpec());
    RolloutStatus rollout = rollout(seen);
    CanaryStatus canary = rollout == null ? null : rollout.canary();
    return rollout != null
            && canary != null
            && canary.since() != null
            && spec.strategy() == RolloutStrategy.Canary
            && spec.pinnedRevision() == null
            && !Boolean.TRUE.equals(seen.primary().getSpec().paused())
            && seen.selection() instanceof Selection.One stable
            && !stable.revision().equals(rollout.revision())
        ? of(seen, stable.revision(), rollout.revision())
        : List.of();
  }

  private static @Nullable RolloutStatus rollout(Observation seen) {
    ModelDeploymentStatus previous = seen.previous();
    return previous == null ? null : previous.rollout();
  }

  /**
   * With the names in their places; what is no placeholder stays as it is.
   *
   * @throws IllegalArgumentException if a name has other characters than names have
   */
  static String filled(String query, Map<String, String> names) {
    return PLACEHOLDER
        .matcher(query)
        .replaceAll(
            found -> {
              String name = names.get(found.group(1));
              return Matcher.quoteReplacement(name == null ? found.group() : plain(name));
            });
  }

  private static String plain(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("'%s' is no name of Kubernetes".formatted(name));
    }
    return name;
  }

  private static @Nullable Double bound(@Nullable String number) {
    return number == null ? null : Double.valueOf(number);
  }
}
