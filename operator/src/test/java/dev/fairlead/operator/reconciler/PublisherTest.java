package dev.fairlead.operator.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.operator.LocalApi;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.event.EventRecorder;
import dev.fairlead.operator.metrics.ModelMetrics;
import dev.fairlead.operator.metrics.OperatorMetrics;
import dev.fairlead.operator.status.StatusFactory;
import dev.fairlead.operator.status.StatusWriter;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.client.CollectorRegistry;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublisherTest {
  private final Exception ours =
      new UncheckedIOException(
          "/etc/fairlead/ca.crt cannot be read", new NoSuchFileException("/etc/fairlead/ca.crt"));

  private final LocalApi api = new LocalApi();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final OperatorMetrics metrics = new OperatorMetrics(registry);
  private final Publisher publisher =
      new Publisher(
          new StatusWriter(api.client(), metrics),
          new EventRecorder(api.client()),
          metrics,
          new ModelMetrics(new CollectorRegistry(), metrics));
  private final Scene scene = Scene.of("model: {uri: 'oci://registry.test/models/minilm:1'}");
  private ModelDeployment md;
  private ModelDeploymentStatus status;

  @BeforeEach
  void aResource() {
    md = scene.observe().primary();
    md.getMetadata().setResourceVersion("7");
    status = StatusFactory.of(scene.situation());
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void whatIsNewIsWrittenAndRecordedOnce() {
    assertThat(publisher.publish(md, status, Scene.NOW)).isEmpty();
    int first = api.requests().size();
    assertThat(publisher.publish(md, status, Scene.NOW)).isEmpty();

    assertThat(api.requests())
        .hasSize(first)
        .extracting(LocalApi.Request::path)
        .anyMatch(path -> path.endsWith("/modeldeployments/minilm/status"))
        .anyMatch(path -> path.endsWith("/events"));
  }

  @Test
  void aResourceThatIsGoneIsNoTroubleAndHasNoEvents() {
    api.refuse("PATCH", 404, "modeldeployments.serving.fairlead.dev \"minilm\" not found");

    assertThat(publisher.publish(md, status, Scene.NOW)).isEmpty();

    assertThat(api.requests()).extracting(LocalApi.Request::method).containsExactly("PATCH");
  }

  @Test
  void aMistakeOfOursIsToldOnceItLastsAndNamesNoPath() {
    publisher.publish(md, status, Scene.NOW);
    publisher.publishTrouble(md, ours, 2, Scene.NOW);
    assertThat(reconciling().getReason()).isNotEqualTo("InternalError");

    publisher.publishTrouble(md, ours, 3, Scene.NOW);

    assertThat(reconciling().getReason()).isEqualTo("InternalError");
    assertThat(reconciling().getMessage())
        .isEqualTo("the operator failed (NoSuchFileException); its log says more");
    assertThat(condition("Ready")).isEqualTo(status.conditions().getFirst());
    int told = api.requests().size();
    publisher.publishTrouble(md, ours, 4, Scene.NOW);
    assertThat(api.requests()).as("requests after one more try").hasSize(told);
  }

  @Test
  void troubleWithTheApiServerIsToldInItsOwnWords() {
    var refused =
        new KubernetesClientException(
            new StatusBuilder().withCode(500).withMessage("etcdserver: request timed out").build());
    publisher.publishTrouble(md, refused, 3, Scene.NOW);

    assertThat(reconciling().getReason()).isEqualTo("ApiError");
    assertThat(reconciling().getMessage())
        .isEqualTo("the API server: etcdserver: request timed out");
  }

  @Test
  void errorsAreCountedByWhoseTheyAre() {
    var conflict =
        new KubernetesClientException(new StatusBuilder().withCode(409).withMessage("").build());
    publisher.publishTrouble(md, conflict, 0, Scene.NOW);
    publisher.publishTrouble(md, new KubernetesClientException("no route"), 0, Scene.NOW);
    publisher.publishTrouble(md, new KubernetesClientException("no route"), 1, Scene.NOW);

    assertThat(errors("conflict")).isEqualTo(1);
    assertThat(errors("api")).isEqualTo(2);
    assertThat(errors("internal")).isZero();

    publisher.publishTrouble(md, ours, 0, Scene.NOW);

    assertThat(errors("internal")).isEqualTo(1);
  }

  private double errors(String cause) {
    return registry.get("fairlead.reconcile.errors").tag("cause", cause).counter().count();
  }

  private Condition reconciling() {
    return condition("Reconciling");
  }

  private Condition condition(String type) {
    return publisher.latest(md).conditions().stream()
        .filter(c -> c.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }
}
