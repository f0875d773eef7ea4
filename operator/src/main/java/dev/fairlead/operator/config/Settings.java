package dev.fairlead.operator.config;

import dev.fairlead.operator.plan.ForwardProxy;
import dev.fairlead.operator.plan.PodSettings;
import dev.fairlead.operator.plan.Prometheus;
import dev.fairlead.operator.plan.ResolvePods;
import dev.fairlead.operator.plan.RuntimeImages;
import dev.fairlead.operator.plan.Site;
import dev.fairlead.operator.plan.SourceEndpoints;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operator's settings in the form that decisions take them. */
@ApplicationScoped
public class Settings {
  private final PodSettings pods;
  private final @Nullable CaFile trustedCas;
  private final Duration probeGrace;
  private final boolean budgets;
  private final @Nullable Prometheus prometheus;

  /** From the environment. */
  public Settings(OperatorConfig config) {
    pods =
        new PodSettings(
            new RuntimeImages(
                config.images().runtimeOnnx(),
                config.images().runtimeXgboost(),
                config.images().runtimePytorch(),
                config.images().runtimeOnnxCuda().orElse(null)),
            config.images().fetch(),
            config.images().pullSecrets().orElse(List.of()),
            config.fetch().plainHttpHosts().orElse(List.of()),
            config.fetch().allowedHosts().orElse(List.of()),
            new SourceEndpoints(
                config.endpoints().hub().orElse(null),
                config.endpoints().s3().orElse(null),
                config.endpoints().djl().orElse(null)),
            proxy(config.proxy()),
            config.resolve().pods().map(ResolvePods::of).orElse(ResolvePods.NONE));
    trustedCas = config.trustedCas().map(Path::of).map(CaFile::new).orElse(null);
    probeGrace = config.probe().grace();
    budgets = config.budgets().enabled();
    prometheus = config.analysis().prometheusUrl().map(Prometheus::of).orElse(null);
  }

  private static ForwardProxy proxy(OperatorConfig.Proxy proxy) {
    return new ForwardProxy(
        proxy.http().orElse(null),
        proxy.https().orElse(null),
        proxy.noProxy().orElse(List.of()),
        proxy.secretName().orElse(null));
  }

  /** What a plan takes from the operator; the authorities as their file is now. */
  public Site site() {
    return new Site(pods, trustedCas == null ? null : trustedCas.pem(), budgets, prometheus);
  }

  /** Whether drains are helped on, for which nodes have to be watched. */
  public boolean budgets() {
    return budgets;
  }

  /** How long a Service that does not answer is waited for. */
  public Duration probeGrace() {
    return probeGrace;
  }
}
