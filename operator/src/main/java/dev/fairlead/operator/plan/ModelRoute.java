package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.RouteParentSpec;
import dev.fairlead.api.v1alpha1.RouteSpec;
import dev.fairlead.operator.observe.Labels;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRefBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRule;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRuleBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReferenceBuilder;
import java.util.List;
import java.util.Objects;

/**
 * The HTTPRoute by which gateways lead to the Service that clients call and, with a share of the
 * requests, to the one of a canary's candidate. Its lists are atomic, and the API server fills
 * defaults into their items: all of these stand here, or it would differ for ever.
 */
final class ModelRoute {
  private static final String GRPC = "/inference.GRPCInferenceService";
  private static final int HTTP_PORT = 80;
  private static final int GRPC_PORT = 8081;
  private static final int ALL = 100;

  private ModelRoute() {}

  /** Whether the spec asks for one. */
  static boolean isAskedFor(ModelDeployment md) {
    return md.getSpec().route() != null;
  }

  /** {@code share} in percent goes to the candidate. */
  static HTTPRoute of(ModelDeployment md, RouteSpec spec, int share) {
    String name = md.getMetadata().getName();
    return new HTTPRouteBuilder()
        .withMetadata(Metadata.of(md, name, Labels.of(name)))
        .withNewSpec()
        .withParentRefs(spec.parentRefs().stream().map(ModelRoute::parent).toList())
        .withHostnames(spec.hostnames())
        .withRules(rule(name, GRPC, GRPC_PORT, share), rule(name, "/", HTTP_PORT, share))
        .endSpec()
        .build();
  }

  /** The share that a route gives to the candidate. */
  static int share(HTTPRoute route) {
    String candidate = Labels.candidateService(route.getMetadata().getName());
    return route.getSpec().getRules().stream()
        .flatMap(rule -> rule.getBackendRefs().stream())
        .filter(backend -> candidate.equals(backend.getName()))
        .map(HTTPBackendRef::getWeight)
        .filter(Objects::nonNull)
        .mapToInt(Integer::intValue)
        .max()
        .orElse(0);
  }

  private static ParentReference parent(RouteParentSpec spec) {
    return new ParentReferenceBuilder()
        .withGroup("gateway.networking.k8s.io")
        .withKind("Gateway")
        .withName(spec.name())
        .withNamespace(spec.namespace())
        .withSectionName(spec.sectionName())
        .withPort(spec.port())
        .build();
  }

  private static HTTPRouteRule rule(String name, String path, int port, int share) {
    HTTPBackendRef stable = backend(name, port, ALL - share);
    return new HTTPRouteRuleBuilder()
        .addNewMatch()
        .withNewPath()
        .withType("PathPrefix")
        .withValue(path)
        .endPath()
        .endMatch()
        .withBackendRefs(
            share == 0
                ? List.of(stable)
                : List.of(stable, backend(Labels.candidateService(name), port, share)))
        .build();
  }

  private static HTTPBackendRef backend(String service, int port, int weight) {
    return new HTTPBackendRefBuilder()
        .withGroup("")
        .withKind("Service")
        .withName(service)
        .withPort(port)
        .withWeight(weight)
        .build();
  }
}
