package dev.fairlead.operator.observe;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import org.jspecify.annotations.Nullable;

/**
 * What there is of Gateway API.
 *
 * @param areKnown whether the cluster has HTTPRoutes at all
 * @param route the one of the ModelDeployment, if it is there
 */
public record Routes(boolean areKnown, @Nullable HTTPRoute route) {
  /** The cluster has no Gateway API. */
  public static final Routes UNKNOWN = new Routes(false, null);
}
