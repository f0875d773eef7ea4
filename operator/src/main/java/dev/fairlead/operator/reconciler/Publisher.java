package dev.fairlead.operator.reconciler;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.operator.event.EventRecorder;
import dev.fairlead.operator.event.Transition;
import dev.fairlead.operator.metrics.Failure;
import dev.fairlead.operator.metrics.ModelMetrics;
import dev.fairlead.operator.metrics.OperatorMetrics;
import dev.fairlead.operator.status.StatusWriter;
import dev.fairlead.operator.status.Trouble;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tells people and programs what was found: status, events, log and metrics. */
@ApplicationScoped
public class Publisher {
  private static final Logger LOG = Logger.getLogger(ModelDeploymentReconciler.class);

  /** Trouble that is over before that many tries is nobody's business. */
  private static final int PATIENCE = 3;

  private final StatusWriter writer;
  private final EventRecorder events;
  private final OperatorMetrics metrics;
  private final ModelMetrics models;

  /** Tells by these. */
  public Publisher(
      StatusWriter writer, EventRecorder events, OperatorMetrics metrics, ModelMetrics models) {
    this.writer = writer;
    this.events = events;
    this.metrics = metrics;
    this.models = models;
  }

  /** The resources that the metrics speak of. */
  void speaksOf(IndexedResourceCache<ModelDeployment> cache) {
    models.of(() -> cache.list());
  }

  /** The status as it was written last. */
  @Nullable ModelDeploymentStatus latest(ModelDeployment md) {
    return writer.latest(md);
  }

  /** Tells what is new; if it is to wait, for how long. */
  Optional<Duration> publish(ModelDeployment md, ModelDeploymentStatus status, Instant now) {
    Optional<Duration> due = writer.due(md, status, now);
    if (due.filter(Duration::isZero).isEmpty()) {
      return due;
    }
    ModelDeploymentStatus before = writer.latest(md);
    if (!writer.write(md, status, now)) {
      return Optional.empty();
    }
    for (Transition transition : Transition.between(before, status)) {
      LOG.infof("%s: %s", transition.reason(), transition.message());
      events.record(md, transition, now);
    }
    return Optional.empty();
  }

  /**
   * Trouble with the API server passes: it is told in one line. Anything else is a mistake of ours,
   * and is told with its trace. If it lasts, the status says so too.
   */
  void publishTrouble(ModelDeployment md, Exception e, int attempt, Instant now) {
    String line = Errors.line(e);
    metrics.failed(failure(e));
    if (!Errors.isExpected(e)) {
      LOG.error("will be tried again; please report this", e);
    } else if (Errors.isConflict(e)) {
      LOG.debugf("will be tried again: %s", line);
    } else {
      LOG.warnf("will be tried again: %s", line);
    }
    if (attempt >= PATIENCE) {
      writeTrouble(md, Errors.isExpected(e) ? Reason.API_ERROR : Reason.INTERNAL_ERROR, line, now);
    }
  }

  private static Failure failure(Exception e) {
    if (!Errors.isExpected(e)) {
      return Failure.INTERNAL;
    }
    return Errors.isConflict(e) ? Failure.CONFLICT : Failure.API;
  }

  private void writeTrouble(ModelDeployment md, Reason reason, String line, Instant now) {
    ModelDeploymentStatus status = Trouble.of(md, writer.latest(md), reason, line, now);
    try {
      if (writer.due(md, status, now).filter(Duration::isZero).isPresent()) {
        writer.write(md, status, now);
      }
    } catch (KubernetesClientException e) {
      LOG.debugf("the status was not written either: %s", Errors.line(e));
    }
  }
}
