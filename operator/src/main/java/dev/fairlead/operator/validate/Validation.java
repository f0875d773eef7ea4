package dev.fairlead.operator.validate;

import dev.fairlead.api.v1alpha1.AnalysisSpec;
import dev.fairlead.api.v1alpha1.CanarySpec;
import dev.fairlead.api.v1alpha1.EnvVariable;
import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentSpec;
import dev.fairlead.api.v1alpha1.ModelFormat;
import dev.fairlead.api.v1alpha1.ModelSpec;
import dev.fairlead.api.v1alpha1.Pinning;
import dev.fairlead.api.v1alpha1.ResourcesSpec;
import dev.fairlead.api.v1alpha1.RolloutSpec;
import dev.fairlead.api.v1alpha1.RolloutStrategy;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules that the CRD's schema cannot hold, and once more those whose breach would reach further
 * than the resource itself: a cluster may still have an older CRD.
 */
public final class Validation {
  private static final int LONGEST_NAME = 45;
  private static final List<String> SCHEMES =
      List.of("https://", "oci://", "hf://", "s3://", "djl://", "pvc://");
  private static final List<String> RESERVED =
      List.of("FAIRLEAD_", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "LD_");

  private Validation() {}

  /**
   * What stands against this resource; empty if nothing does.
   *
   * @param codeIsAllowed whether the Namespace lets models run that carry code
   * @param hasGpuServer whether the operator knows a model server that uses a GPU
   * @param plainHttpHosts that the operator lets fetch ask without TLS
   * @param hasPrometheus whether the operator knows the site's Prometheus
   */
  public static List<Violation> of(
      ModelDeployment md,
      boolean codeIsAllowed,
      boolean hasGpuServer,
      List<String> plainHttpHosts,
      boolean hasPrometheus) {
    var violations = new ArrayList<Violation>();
    ModelDeploymentSpec spec = md.getSpec();
    if (md.getMetadata().getName().length() > LONGEST_NAME) {
      violations.add(
          new Violation(
              "metadata.name must be at most 45 characters: names of children are made of it"));
    }
    if (SCHEMES.stream().noneMatch(spec.model().uri()::startsWith)) {
      violations.add(
          new Violation(
              "spec.model.uri must begin with https://, oci://, hf://, s3://, djl:// or pvc://"));
    }
    if (ClaimUri.isMeant(spec.model().uri())) {
      violations.addAll(ofClaim(spec.model()));
    }
    if (spec.model().pinning() == Pinning.Strict && MutableModel.is(spec.model())) {
      violations.add(
          new Violation(
              "spec.model.pinning is Strict: spec.model.digest must be given, or a uri that cannot"
                  + " change (oci://…@sha256:…, hf://…@COMMIT)"));
    }
    if (spec.model().track() != null
        && (spec.model().pinning() == Pinning.Strict || !MutableModel.isResolvable(spec.model()))) {
      violations.add(
          new Violation(
              "spec.model.track needs a uri that may stand for something else tomorrow, without"
                  + " spec.model.digest and spec.model.pinning: Strict: remove one of them"));
    }
    violations.addAll(EndpointRules.of(spec.model(), plainHttpHosts));
    if (spec.model().format() == ModelFormat.TorchScript) {
      violations.addAll(ofCode(spec.model(), codeIsAllowed));
    }
    if (spec.runtime() != null && spec.runtime().env() != null) {
      spec.runtime().env().stream()
          .filter(Validation::isReserved)
          .map(Validation::reserved)
          .forEach(violations::add);
    }
    if (spec.resources() != null) {
      violations.addAll(requestsAboveLimits(spec.resources()));
    }
    if (spec.rollout() != null
        && spec.rollout().strategy() == RolloutStrategy.Canary
        && spec.runtime() != null
        && spec.runtime().custom() != null
        && spec.route() == null) {
      violations.add(
          new Violation(
              "spec.rollout.strategy Canary needs Fairlead's own servers, or spec.route: with"
                  + " spec.runtime.custom and without a route use Rolling, BlueGreen or Recreate"));
    }
    violations.addAll(GoldenRules.of(spec.rollout()));
    if (hasQueries(spec.rollout()) && !hasPrometheus) {
      violations.add(
          new Violation(
              "spec.rollout.canary.analysis.queries ask the site's Prometheus, and this operator"
                  + " knows none: set analysis.prometheus.url of its chart, or remove the queries",
              true));
    }
    violations.addAll(GpuRules.of(spec, hasGpuServer));
    return violations;
  }

  private static boolean hasQueries(@Nullable RolloutSpec rollout) {
    CanarySpec canary = rollout == null ? null : rollout.canary();
    AnalysisSpec analysis = canary == null ? null : canary.analysis();
    return analysis != null && analysis.queries() != null && !analysis.queries().isEmpty();
  }

  /** Whoever may write a file under a tag, or into a bucket, would else run code here. */
  private static List<Violation> ofCode(ModelSpec model, boolean isAllowed) {
    var violations = new ArrayList<Violation>();
    if (model.digest() == null && !model.uri().contains("@sha256:")) {
      violations.add(
          new Violation("spec.model.digest must be given: a model in TorchScript carries code"));
    }
    if (!isAllowed) {
      violations.add(
          new Violation(
              "spec.model.format TorchScript carries code: the Namespace has to allow it by the"
                  + " label serving.fairlead.dev/allow-code=true",
              true));
    }
    return violations;
  }

  private static List<Violation> ofClaim(ModelSpec model) {
    var violations = new ArrayList<Violation>();
    if (ClaimUri.of(model.uri()).isEmpty()) {
      violations.add(
          new Violation(
              "spec.model.uri must be pvc://CLAIM/PATH: the name of a PersistentVolumeClaim in the"
                  + " same namespace, and a folder in it without '.' and '..'"));
    }
    if (model.credentials() != null) {
      violations.add(new Violation("spec.model.credentials has no use with pvc://: remove it"));
    }
    if (model.storage() != null) {
      violations.add(new Violation("spec.model.storage has no use with pvc://: remove it"));
    }
    return violations;
  }

  private static boolean isReserved(EnvVariable variable) {
    return RESERVED.stream().anyMatch(variable.name()::startsWith);
  }

  private static Violation reserved(EnvVariable variable) {
    return new Violation("spec.runtime.env: " + variable.name() + " is reserved: use another name");
  }

  private static List<Violation> requestsAboveLimits(ResourcesSpec resources) {
    Map<String, Quantity> requests = resources.requests() == null ? Map.of() : resources.requests();
    Map<String, Quantity> limits = resources.limits() == null ? Map.of() : resources.limits();
    return requests.entrySet().stream()
        .filter(e -> isMore(e.getValue(), limits.get(e.getKey())))
        .map(
            e ->
                new Violation(
                    "spec.resources.requests." + e.getKey() + " must not be more than its limit"))
        .toList();
  }

  private static boolean isMore(Quantity request, @Nullable Quantity limit) {
    return limit != null && request.getNumericalAmount().compareTo(limit.getNumericalAmount()) > 0;
  }
}
