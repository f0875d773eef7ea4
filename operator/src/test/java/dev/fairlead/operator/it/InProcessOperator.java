package dev.fairlead.operator.it;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.apply.Applier;
import dev.fairlead.operator.apply.Writer;
import dev.fairlead.operator.config.Leadership;
import dev.fairlead.operator.config.OperatorConfig;
import dev.fairlead.operator.config.Settings;
import dev.fairlead.operator.event.EventRecorder;
import dev.fairlead.operator.event.JobEvents;
import dev.fairlead.operator.gateway.GatewayApi;
import dev.fairlead.operator.golden.GoldenSource;
import dev.fairlead.operator.metrics.ModelMetrics;
import dev.fairlead.operator.metrics.OperatorMetrics;
import dev.fairlead.operator.metrics.ReconcileMetrics;
import dev.fairlead.operator.namespace.NamespaceRights;
import dev.fairlead.operator.observe.Observer;
import dev.fairlead.operator.observe.RouteCache;
import dev.fairlead.operator.reconciler.ModelDeploymentReconciler;
import dev.fairlead.operator.reconciler.Publisher;
import dev.fairlead.operator.reconciler.Questions;
import dev.fairlead.operator.scrape.CanaryWatch;
import dev.fairlead.operator.scrape.FetchProbe;
import dev.fairlead.operator.scrape.GoldenProbe;
import dev.fairlead.operator.scrape.QueryProbe;
import dev.fairlead.operator.scrape.ReadinessProbe;
import dev.fairlead.operator.scrape.ServiceProbe;
import dev.fairlead.operator.status.StatusWriter;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.client.CollectorRegistry;
import java.time.Clock;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** The operator's own classes, put together by hand; what Quarkus adds is tested with the jar. */
final class InProcessOperator implements AutoCloseable {
  private final Operator operator;
  private final MeterRegistry registry;
  private final Leadership leadership;
  private final KubernetesClient client;

  private InProcessOperator(
      Operator operator, MeterRegistry registry, Leadership leadership, KubernetesClient client) {
    this.operator = operator;
    this.client = client;
    this.registry = registry;
    this.leadership = leadership;
  }

  /** One that is as far as having its caches filled. */
  static InProcessOperator start(Config config, OperatorConfig settings) {
    return start(config, settings, Clock.systemUTC());
  }

  /** One that takes the time from there. */
  static InProcessOperator start(Config config, OperatorConfig settings, Clock clock) {
    return start(config, settings, http -> {}, null, clock);
  }

  /** One whose requests go through {@code http}. */
  static InProcessOperator start(
      Config config, OperatorConfig settings, Consumer<HttpClient.Builder> http) {
    return start(config, settings, http, null, Clock.systemUTC());
  }

  /** One of several, which works while it leads; the lease is in that namespace. */
  static InProcessOperator startCandidate(
      Config config, OperatorConfig settings, String namespace) {
    return start(config, settings, http -> {}, namespace, Clock.systemUTC());
  }

  private static InProcessOperator start(
      Config config,
      OperatorConfig settings,
      Consumer<HttpClient.Builder> http,
      String leaseNamespace,
      Clock clock) {
    KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(config)
            // what that of Quarkus starts for a client does not end with it
            .withHttpClientFactory(new VertxHttpClientFactory())
            .withHttpClientBuilderConsumer(http)
            .build();
    var registry = new SimpleMeterRegistry();
    var metrics = new OperatorMetrics(registry);
    var leadership = new Leadership(client, metrics);
    var operator =
        new Operator(
            o -> {
              o.withKubernetesClient(client)
                  .withCloseClientOnStop(true)
                  .withMetrics(new ReconcileMetrics(registry));
              if (leaseNamespace != null) {
                String identity = UUID.randomUUID().toString();
                o.withLeaderElectionConfiguration(
                    leadership.configuration(
                        settings.leaderElection().lease(), leaseNamespace, identity));
              }
            });
    var reconciler =
        new ModelDeploymentReconciler(
            new Observer(new RouteCache(new GatewayApi(client))),
            new NamespaceRights(client),
            new JobEvents(client),
            new Applier(new Writer(client, metrics)),
            new Questions(
                new ServiceProbe(),
                new FetchProbe(),
                new ReadinessProbe(),
                new CanaryWatch(),
                new GoldenSource(client),
                new GoldenProbe(),
                new QueryProbe()),
            new Publisher(
                new StatusWriter(client, metrics),
                new EventRecorder(client),
                metrics,
                new ModelMetrics(new CollectorRegistry(), metrics)),
            new Settings(settings),
            clock);
    operator.register(
        reconciler,
        (ControllerConfigurationOverrider<ModelDeployment> controller) ->
            settings
                .watchNamespaces()
                .ifPresent(namespaces -> controller.settingNamespaces(Set.copyOf(namespaces))));
    operator.start();
    return new InProcessOperator(operator, registry, leadership, client);
  }

  /** How many reconciles have ended without an error. */
  long reconciles() {
    return registry.timer("fairlead.reconcile", "outcome", "success").count();
  }

  /** With its client, also where the operator was killed and cannot end in good order. */
  @Override
  public void close() {
    try (client) {
      leadership.stopping();
      operator.stop();
    }
  }
}
