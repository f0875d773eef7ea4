package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.api.v1alpha1.RouteSpec;
import dev.fairlead.operator.observe.Finding;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.observe.Routes;
import dev.fairlead.operator.rollout.RolloutDecision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What gateways are to do.
 *
 * @param wanted the route as it should be; null where there is to be none
 * @param unwanted the route that nobody asks for any more; null if there is none
 * @param trouble why gateways do not lead to the model; null while they are not known not to
 */
public record Routing(
    @Nullable HTTPRoute wanted, @Nullable HTTPRoute unwanted, @Nullable Finding trouble) {
  /** Nobody asks for a route, and there is none. */
  static final Routing NONE = new Routing(null, null, null);

  /**
   * {@code canary} is null where none is under way: nobody shares then. {@code arePodsQuiet} is
   * whether the stable pods hand nothing on, and mirror nothing.
   */
  static Routing of(
      Observation seen, Course course, @Nullable CanaryCourse canary, boolean arePodsQuiet) {
    RouteSpec spec = seen.primary().getSpec().route();
    Routes routes = seen.children().routes();
    HTTPRoute there = routes.route();
    if (spec == null) {
      return new Routing(null, there, null);
    }
    if (!routes.areKnown()) {
      return new Routing(
          null,
          null,
          new Finding(
              Reason.GATEWAY_API_MISSING,
              "spec.route needs HTTPRoutes (gateway.networking.k8s.io/v1), which this cluster does"
                  + " not have, or does not let the operator watch: install Gateway API and a"
                  + " gateway, or remove spec.route",
              false));
    }
    int now = there == null ? 0 : ModelRoute.share(there);
    int share = course.isHeld() ? now : share(seen, canary, now, arePodsQuiet);
    return new Routing(
        ModelRoute.of(seen.primary(), spec, share),
        null,
        Optional.ofNullable(there).map(Gateways::new).flatMap(Gateways::trouble).orElse(null));
  }

  /**
   * No more than now before the candidate's Service has its endpoints, since nobody answers in the
   * place of a gateway that finds nobody; nor while stable pods still hand requests on, or mirror
   * them, which would count beside its own.
   */
  private static int share(
      Observation seen, @Nullable CanaryCourse canary, int now, boolean arePodsQuiet) {
    if (canary == null || !canary.revision().equals(Sharing.candidate(seen))) {
      return 0;
    }
    boolean mayGrow = arePodsQuiet && seen.children().hasCandidateEndpoints(canary.revision());
    int weight = canary.decision().weight();
    return mayGrow ? weight : Math.min(now, weight);
  }

  /** Whether gateways may still lead to whom the candidate's Service leads to. */
  static boolean mayReachCandidate(Observation seen) {
    HTTPRoute there = seen.children().routes().route();
    return there != null && new Gateways(there).mayReachCandidate();
  }

  /**
   * The decision, with the pods of a candidate that gateways may still send requests to, by their
   * route and not by the Service that clients call: nobody else would answer these. A route that
   * nobody asks for any more has to be gone.
   */
  static RolloutDecision withReached(Observation seen, RolloutDecision decision) {
    String candidate = Sharing.candidate(seen);
    Deployment deployment = candidate == null ? null : seen.deploymentOf(candidate);
    return candidate == null
            || deployment == null
            || seen.selection().reaches(candidate)
            || !mayReachCandidate(seen)
        ? decision
        : decision.holding(candidate, seen.pods(candidate).desired());
  }
}
