package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.operator.observe.Finding;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteParentStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the gateways say of a route, in its status.
 *
 * @param route as the API server has it
 */
record Gateways(HTTPRoute route) {
  private static final String ACCEPTED = "Accepted";

  /** Without both of these a gateway does not lead where the route says. */
  private static final List<String> NEEDED = List.of(ACCEPTED, "ResolvedRefs");

  /** The share of the candidate, where every gateway has the route as it is now; else null. */
  @Nullable Integer inForce() {
    boolean isEverywhere =
        parents().stream()
            .allMatch(
                parent ->
                    told(parent)
                        .anyMatch(told -> NEEDED.stream().allMatch(type -> isTrue(told, type))));
    return isEverywhere ? ModelRoute.share(route) : null;
  }

  /** Whether requests may still go to the candidate: by the route as it is, or as it was. */
  boolean mayReachCandidate() {
    return ModelRoute.share(route) > 0
        || parents().stream().flatMap(this::told).anyMatch(this::isBehind);
  }

  /** Which gateway does not lead to the model, and why; empty while none is known not to. */
  Optional<Finding> trouble() {
    return parents().stream().flatMap(parent -> trouble(parent).stream()).findFirst();
  }

  private Optional<Finding> trouble(ParentReference parent) {
    if (told(parent).findAny().isEmpty()) {
      return Optional.of(
          finding(
              "%s has not answered: is it there, and does a program look after it?"
                  .formatted(name(parent))));
    }
    if (told(parent).anyMatch(told -> refusals(told).findAny().isEmpty())) {
      return Optional.empty();
    }
    return told(parent)
        .flatMap(Gateways::refusals)
        .findFirst()
        .map(
            refusal ->
                finding(
                    "%s: %s is False, %s: %s"
                        .formatted(
                            name(parent),
                            refusal.getType(),
                            refusal.getReason(),
                            refusal.getMessage())));
  }

  private Finding finding(String what) {
    return new Finding(
        Reason.ROUTE_NOT_ACCEPTED,
        "HTTPRoute %s, by spec.route.parentRefs: %s".formatted(route.getMetadata().getName(), what),
        false);
  }

  private String name(ParentReference parent) {
    return "Gateway %s/%s".formatted(namespace(parent), parent.getName());
  }

  private static Stream<Condition> refusals(RouteParentStatus told) {
    return conditions(told)
        .filter(c -> NEEDED.contains(c.getType()) && "False".equals(c.getStatus()));
  }

  /** Whether it took a route that is not this one any more. */
  private boolean isBehind(RouteParentStatus told) {
    return conditions(told)
        .anyMatch(
            c -> ACCEPTED.equals(c.getType()) && "True".equals(c.getStatus()) && !isCurrent(c));
  }

  private boolean isTrue(RouteParentStatus told, String type) {
    return conditions(told)
        .anyMatch(c -> type.equals(c.getType()) && "True".equals(c.getStatus()) && isCurrent(c));
  }

  private boolean isCurrent(Condition condition) {
    return Objects.equals(condition.getObservedGeneration(), route.getMetadata().getGeneration());
  }

  private static Stream<Condition> conditions(RouteParentStatus told) {
    return Stream.ofNullable(told.getConditions()).flatMap(List::stream);
  }

  private List<ParentReference> parents() {
    return route.getSpec().getParentRefs();
  }

  /** By every program that looks after it. */
  private Stream<RouteParentStatus> told(ParentReference parent) {
    return Stream.ofNullable(route.getStatus())
        .map(HTTPRouteStatus::getParents)
        .filter(Objects::nonNull)
        .flatMap(List::stream)
        .filter(told -> told.getParentRef() != null && isSame(parent, told.getParentRef()));
  }

  private boolean isSame(ParentReference one, ParentReference other) {
    return one.getName().equals(other.getName())
        && namespace(one).equals(namespace(other))
        && Objects.equals(one.getSectionName(), other.getSectionName())
        && Objects.equals(one.getPort(), other.getPort());
  }

  private String namespace(ParentReference parent) {
    String namespace = parent.getNamespace();
    return namespace == null ? route.getMetadata().getNamespace() : namespace;
  }
}
