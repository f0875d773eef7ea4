package dev.fairlead.operator.config;

import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** What is handed in from outside: the time, and who leads. */
@ApplicationScoped
public class Beans {
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration RENEW = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(2);

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  /**
   * Only one of several operators works; when it stops, it gives the lease back. None where only
   * one runs for sure.
   */
  @Produces
  @Dependent
  @Nullable LeaderElectionConfiguration leaderElection(
      OperatorConfig config,
      @ConfigProperty(name = "pod.namespace") Optional<String> namespace,
      @ConfigProperty(name = "pod.name") Optional<String> name) {
    return config.leaderElection().enabled()
        ? new LeaderElectionConfiguration(
            "fairlead-operator",
            namespace.orElse(null),
            LEASE,
            RENEW,
            RETRY,
            name.orElse(null),
            null,
            true)
        : null;
  }
}
