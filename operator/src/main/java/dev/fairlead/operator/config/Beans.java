package dev.fairlead.operator.config;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** What is handed in from outside: the time, and who leads. */
@ApplicationScoped
public class Beans {
  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  /** None where only one operator runs for sure. */
  @Produces
  @Dependent
  @Nullable LeaderElectionConfiguration leaderElection(
      OperatorConfig config,
      Leadership leadership,
      KubernetesClient client,
      @ConfigProperty(name = "pod.namespace") Optional<String> namespace,
      @ConfigProperty(name = "pod.name") Optional<String> name) {
    if (!config.leaderElection().enabled()) {
      leadership.unchallenged();
      return null;
    }
    return leadership.configuration(
        config.leaderElection().lease(),
        namespace.orElseGet(client::getNamespace),
        name.orElseGet(() -> UUID.randomUUID().toString()));
  }
}
