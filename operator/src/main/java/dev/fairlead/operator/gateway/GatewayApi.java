package dev.fairlead.operator.gateway;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks the API server, now and then, whether it has HTTPRoutes: what it serves is told to everybody
 * who may ask it anything. Where somebody has changed that there are none.
 */
@ApplicationScoped
public class GatewayApi {
  /** Between two questions while somebody asks for a route. */
  public static final Duration PAUSE = Duration.ofSeconds(30);

  /** Between two while nobody does. */
  private static final Duration LONG_PAUSE = Duration.ofMinutes(5);

  private static final int FORBIDDEN = 403;
  private static final Logger LOG = Logger.getLogger(GatewayApi.class);

  private final KubernetesClient client;
  private boolean isThere;
  private @Nullable Instant askedAt;

  /** Asks by this client. */
  public GatewayApi(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Whether it has them, as it said last.
   *
   * @param isWanted whether somebody asks for one
   * @throws KubernetesClientException if it cannot be asked, and nothing is known yet
   */
  public synchronized boolean isInstalled(boolean isWanted, Instant now) {
    Duration pause = isWanted ? PAUSE : LONG_PAUSE;
    if (askedAt == null || !now.isBefore(askedAt.plus(pause))) {
      isThere = ask();
      askedAt = now;
    }
    return isThere;
  }

  private boolean ask() {
    try {
      return client.supports(HTTPRoute.class);
    } catch (KubernetesClientException e) {
      if (e.getCode() == FORBIDDEN) {
        return false;
      }
      if (askedAt == null) {
        throw e;
      }
      LOG.debugf("it is not known whether HTTPRoutes are there: %s", e.getMessage());
      return isThere;
    }
  }
}
