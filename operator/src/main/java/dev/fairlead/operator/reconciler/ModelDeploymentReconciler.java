package dev.fairlead.operator.reconciler;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.operator.apply.Applied;
import dev.fairlead.operator.apply.Applier;
import dev.fairlead.operator.config.Site;
import dev.fairlead.operator.event.EventRecorder;
import dev.fairlead.operator.event.Transition;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.observe.Observer;
import dev.fairlead.operator.plan.Healing;
import dev.fairlead.operator.plan.Plan;
import dev.fairlead.operator.plan.Planner;
import dev.fairlead.operator.plan.WireName;
import dev.fairlead.operator.scrape.Answer;
import dev.fairlead.operator.scrape.ServiceProbe;
import dev.fairlead.operator.status.Situation;
import dev.fairlead.operator.status.StatusFactory;
import dev.fairlead.operator.validate.Validation;
import dev.fairlead.operator.validate.Violation;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Makes what runs what the resource says: observe, validate, plan, apply, status. */
@ControllerConfiguration(
    name = "modeldeployment",
    fieldManager = "fairlead",
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = 10, timeUnit = TimeUnit.MINUTES))
@GradualRetry(
    maxAttempts = Integer.MAX_VALUE,
    initialInterval = 500,
    intervalMultiplier = 2.0,
    maxInterval = 30_000)
public class ModelDeploymentReconciler implements Reconciler<ModelDeployment> {
  private static final Logger LOG = Logger.getLogger(ModelDeploymentReconciler.class);

  private final Observer observer;
  private final Applier applier;
  private final ServiceProbe probe;
  private final EventRecorder events;
  private final Site site;
  private final Clock clock;

  ModelDeploymentReconciler(
      Observer observer,
      Applier applier,
      ServiceProbe probe,
      EventRecorder events,
      Site site,
      Clock clock) {
    this.observer = observer;
    this.applier = applier;
    this.probe = probe;
    this.events = events;
    this.site = site;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, ModelDeployment>> prepareEventSources(
      EventSourceContext<ModelDeployment> context) {
    return observer.eventSources(context);
  }

  @Override
  public UpdateControl<ModelDeployment> reconcile(
      ModelDeployment md, Context<ModelDeployment> context) {
    Observation seen = observer.observe(md, context, clock.instant());
    List<Violation> violations = Validation.of(md);
    boolean held = !violations.isEmpty() || Boolean.TRUE.equals(md.getSpec().paused());
    Plan plan = Planner.plan(seen, site.podSettings(), site.trustedCas(), held);
    Applied applied = applier.apply(plan, context);
    Healing.due(seen).forEach(applier::delete);
    Situation situation =
        ask(
            new Situation(
                seen, plan, applied, violations, new Answer.NotAsked(), site.probeGrace()));
    return conclude(situation);
  }

  private Situation ask(Situation situation) {
    Observation seen = situation.seen();
    if (!situation.awaitsAnswer() || seen.service() == null) {
      return situation;
    }
    Answer answer = probe.ask(seen.service(), WireName.of(seen.primary()));
    return new Situation(
        seen,
        situation.plan(),
        situation.applied(),
        situation.violations(),
        answer,
        situation.grace());
  }

  private UpdateControl<ModelDeployment> conclude(Situation situation) {
    ModelDeployment md = situation.seen().primary();
    ModelDeploymentStatus status = StatusFactory.of(situation);
    UpdateControl<ModelDeployment> control = UpdateControl.noUpdate();
    if (!status.equals(md.getStatus())) {
      events.record(md, Transition.between(md.getStatus(), status), situation.seen().now());
      control = UpdateControl.patchStatus(StatusPatch.of(md, status));
    }
    Optional<Duration> again = StatusFactory.lookAgain(situation);
    if (again.isEmpty() && Healing.isPending(situation.seen())) {
      again = Optional.of(Healing.PATIENCE);
    }
    return again.isPresent() ? control.rescheduleAfter(again.get()) : control;
  }

  /** Trouble with the API server passes; it is told in one line and tried again. */
  @Override
  public ErrorStatusUpdateControl<ModelDeployment> updateErrorStatus(
      ModelDeployment md, Context<ModelDeployment> context, Exception e) {
    if (Errors.isExpected(e)) {
      LOG.warnf("will be tried again: %s", Errors.line(e));
    } else {
      LOG.error("will be tried again; please report this", e);
    }
    return ErrorStatusUpdateControl.noStatusUpdate();
  }
}
