package dev.fairlead.operator.observe;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.gateway.GatewayApi;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.javaoperatorsdk.operator.OperatorException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.EventSourceRetriever;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Watches HTTPRoutes for as long as the cluster has them. A watch of what is gone would go on
 * failing, and the operator would say for ever that it is not ready.
 */
@ApplicationScoped
public class RouteCache {
  private static final Logger LOG = Logger.getLogger(RouteCache.class);

  private final GatewayApi api;
  private boolean isFilled;
  private Instant nextTry = Instant.MIN;

  /** Asks by that whether they are there. */
  public RouteCache(GatewayApi api) {
    this.api = api;
  }

  /**
   * Whether they are there, and the cache has them. The first who finds them fills it, while the
   * others wait: half a cache would tell them that they have none.
   */
  synchronized boolean isReady(ModelDeployment md, Context<ModelDeployment> context, Instant now) {
    boolean isWanted = md.getSpec().route() != null;
    EventSourceRetriever<ModelDeployment> sources = context.eventSourceRetriever();
    boolean isInstalled = api.isInstalled(isWanted, now);
    if (isInstalled && !isFilled && !now.isBefore(nextTry)) {
      isFilled = fill(sources);
      nextTry = now.plus(GatewayApi.PAUSE);
    } else if (!isInstalled && isFilled) {
      sources.dynamicallyDeRegisterEventSource(Caches.ROUTES);
      isFilled = false;
    }
    return isFilled;
  }

  /** Without the right to watch them nothing else is to stop. */
  private static boolean fill(EventSourceRetriever<ModelDeployment> sources) {
    var source = Caches.routes(sources.eventSourceContextForDynamicRegistration());
    try {
      sources.<HTTPRoute>dynamicallyRegisterEventSource(source);
      return true;
    } catch (OperatorException e) {
      // one that did not start is not stopped: those of its watches that began would go on
      source.changeNamespaces(Set.of());
      sources.dynamicallyDeRegisterEventSource(Caches.ROUTES);
      LOG.warnf("HTTPRoutes cannot be watched, and are left alone: %s", e.getMessage());
      return false;
    }
  }
}
