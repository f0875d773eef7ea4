package dev.fairlead.operator;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteParentStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteParentStatusBuilder;

/** What a program that looks after gateways writes into the status of a route. */
public final class PlayedGateway {
  private PlayedGateway() {}

  /** All of its gateways take it as it is now. */
  public static HTTPRoute accepts(HTTPRoute route) {
    return says(route, "True", "Accepted");
  }

  /** None of its gateways takes it. */
  public static HTTPRoute refuses(HTTPRoute route) {
    return says(route, "False", "NotAllowedByListeners");
  }

  private static HTTPRoute says(HTTPRoute route, String accepted, String reason) {
    long generation = route.getMetadata().getGeneration();
    Condition[] conditions = {
      condition("Accepted", accepted, reason, generation),
      condition("ResolvedRefs", "True", "ResolvedRefs", generation)
    };
    return new HTTPRouteBuilder(route)
        .withNewStatus()
        .withParents(
            route.getSpec().getParentRefs().stream().map(p -> parent(p, conditions)).toList())
        .endStatus()
        .build();
  }

  private static RouteParentStatus parent(ParentReference parent, Condition... conditions) {
    return new RouteParentStatusBuilder()
        .withControllerName("gateways.test/played")
        .withParentRef(parent)
        .withConditions(conditions)
        .build();
  }

  private static Condition condition(String type, String status, String reason, long generation) {
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage("as the test has it")
        .withObservedGeneration(generation)
        .withLastTransitionTime(Scene.NOW.toString())
        .build();
  }
}
