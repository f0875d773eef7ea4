package dev.fairlead.operator.config;

import dev.fairlead.operator.metrics.OperatorMetrics;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Only one of several operators works. One that stops gives the lease back, so that the next begins
 * at once; one that lost it ends on the spot, before it can write once more.
 */
@ApplicationScoped
public class Leadership {
  private static final Logger LOG = Logger.getLogger(Leadership.class);

  /** That of a leader that died, until another one may begin. */
  private static final Duration DURATION = Duration.ofSeconds(10);

  /** How long the API server may not answer before a leader ends. */
  private static final Duration RENEW = Duration.ofSeconds(8);

  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int FIRST = 1;

  private final KubernetesClient client;
  private final OperatorMetrics metrics;
  private volatile boolean isStopping;

  /** Gives the lease back by this client, and says there who leads. */
  public Leadership(KubernetesClient client, OperatorMetrics metrics) {
    this.client = client;
    this.metrics = metrics;
  }

  void onShutdown(@Observes @Priority(FIRST) ShutdownEvent event) {
    stopping();
  }

  /** The operator is about to stop, which it does not yet know itself. */
  public void stopping() {
    isStopping = true;
  }

  /** There is one operator: it leads. */
  void unchallenged() {
    metrics.leads(true);
  }

  /** For an operator of that identity; the lease is in {@code namespace}. */
  public LeaderElectionConfiguration configuration(
      String lease, String namespace, String identity) {
    metrics.leads(false);
    var callbacks =
        new LeaderCallbacks(
            this::started,
            () -> stopped(lease, namespace, identity),
            leader -> LOG.debugf("the leader is %s", leader));
    return new LeaderElectionConfiguration(
        lease, namespace, DURATION, RENEW, RETRY, identity, callbacks, false);
  }

  private void started() {
    LOG.info("leading");
    metrics.leads(true);
  }

  private void stopped(String lease, String namespace, String identity) {
    metrics.leads(false);
    if (isStopping) {
      release(lease, namespace, identity);
      return;
    }
    LOG.error("the lease was lost: ending, so that two operators never work at the same time");
    Runtime.getRuntime().halt(1);
  }

  private void release(String name, String namespace, String identity) {
    var leases = client.leases().inNamespace(namespace).withName(name);
    try {
      Lease held = leases.get();
      if (held != null && identity.equals(held.getSpec().getHolderIdentity())) {
        Lease free =
            new LeaseBuilder(held)
                .editSpec()
                .withHolderIdentity("")
                .withLeaseDurationSeconds(1)
                .endSpec()
                .build();
        leases.patch(free);
        LOG.info("the lease is given back");
      }
    } catch (KubernetesClientException e) {
      LOG.warnf("the lease was not given back, it runs out by itself: %s", e.getMessage());
    }
  }
}
