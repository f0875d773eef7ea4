package dev.fairlead.operator.it;

import dev.fairlead.operator.apply.Applier;
import dev.fairlead.operator.apply.Writer;
import dev.fairlead.operator.config.OperatorConfig;
import dev.fairlead.operator.config.Settings;
import dev.fairlead.operator.event.EventRecorder;
import dev.fairlead.operator.metrics.OperatorMetrics;
import dev.fairlead.operator.observe.Observer;
import dev.fairlead.operator.reconciler.ModelDeploymentReconciler;
import dev.fairlead.operator.reconciler.Publisher;
import dev.fairlead.operator.reconciler.Questions;
import dev.fairlead.operator.scrape.FetchProbe;
import dev.fairlead.operator.scrape.ServiceProbe;
import dev.fairlead.operator.status.StatusWriter;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;

/** The operator's own classes, put together by hand; what Quarkus adds is tested with the jar. */
final class InProcessOperator implements AutoCloseable {
  private final Operator operator;

  private InProcessOperator(Operator operator) {
    this.operator = operator;
  }

  /** One that is as far as having its caches filled. */
  static InProcessOperator start(Config config, OperatorConfig settings) {
    KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
    var metrics = new OperatorMetrics(new SimpleMeterRegistry());
    var operator = new Operator(o -> o.withKubernetesClient(client).withCloseClientOnStop(true));
    operator.register(
        new ModelDeploymentReconciler(
            new Observer(),
            new Applier(new Writer(client, metrics)),
            new Questions(new ServiceProbe(), new FetchProbe()),
            new Publisher(new StatusWriter(client, metrics), new EventRecorder(client), metrics),
            new Settings(settings),
            Clock.systemUTC()));
    operator.start();
    return new InProcessOperator(operator);
  }

  @Override
  public void close() {
    operator.stop();
  }
}
