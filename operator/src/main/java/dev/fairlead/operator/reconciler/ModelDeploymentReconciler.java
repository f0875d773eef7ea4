package dev.fairlead.operator.reconciler;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.operator.apply.Applied;
import dev.fairlead.operator.apply.Applier;
import dev.fairlead.operator.config.Settings;
import dev.fairlead.operator.namespace.NamespaceRights;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.observe.Observer;
import dev.fairlead.operator.plan.Plan;
import dev.fairlead.operator.plan.Planner;
import dev.fairlead.operator.plan.Site;
import dev.fairlead.operator.status.Alarm;
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
import java.util.stream.Stream;

/** Makes what runs what the resource says: observe, validate, plan, apply, ask, tell. */
@ControllerConfiguration(
    name = "modeldeployment",
    fieldManager = "fairlead",
    // a status that somebody wiped is no change of the spec either, and has to come back
    generationAwareEventProcessing = false,
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = 10, timeUnit = TimeUnit.MINUTES))
@GradualRetry(
    maxAttempts = Integer.MAX_VALUE,
    initialInterval = 500,
    intervalMultiplier = 2.0,
    maxInterval = 30_000)
public class ModelDeploymentReconciler implements Reconciler<ModelDeployment> {
  private final Observer observer;
  private final NamespaceRights rights;
  private final Applier applier;
  private final Questions questions;
  private final Publisher publisher;
  private final Settings settings;
  private final Clock clock;

  /** From its parts. */
  public ModelDeploymentReconciler(
      Observer observer,
      NamespaceRights rights,
      Applier applier,
      Questions questions,
      Publisher publisher,
      Settings settings,
      Clock clock) {
    this.observer = observer;
    this.rights = rights;
    this.applier = applier;
    this.questions = questions;
    this.publisher = publisher;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, ModelDeployment>> prepareEventSources(
      EventSourceContext<ModelDeployment> context) {
    publisher.speaksOf(context.getPrimaryCache());
    return observer.eventSources(context, settings.budgets());
  }

  @Override
  public UpdateControl<ModelDeployment> reconcile(
      ModelDeployment md, Context<ModelDeployment> context) {
    Observation seen = observer.observe(md, publisher.latest(md), context, clock.instant());
    Site site = settings.site();
    List<Violation> violations =
        Validation.of(
            md,
            rights.allowCode(md),
            site.pods().runtimeImages().knowGpus(),
            site.pods().plainHttpHosts());
    Plan plan = Planner.plan(seen, site, violations.isEmpty());
    Applied applied = applier.apply(plan, context);
    Situation situation =
        questions.ask(Situation.of(seen, violations, plan, applied, settings.probeGrace()));
    ModelDeploymentStatus status = StatusFactory.of(situation);
    Optional<Duration> postponed = publisher.publish(md, status, seen.now());
    return lookAgain(Stream.concat(postponed.stream(), Alarm.of(situation).stream()));
  }

  private static UpdateControl<ModelDeployment> lookAgain(Stream<Duration> waits) {
    UpdateControl<ModelDeployment> control = UpdateControl.noUpdate();
    return waits
        .min(Duration::compareTo)
        .map(wait -> control.rescheduleAfter(wait))
        .orElse(control);
  }

  @Override
  public ErrorStatusUpdateControl<ModelDeployment> updateErrorStatus(
      ModelDeployment md, Context<ModelDeployment> context, Exception e) {
    int attempt = context.getRetryInfo().map(retry -> retry.getAttemptCount()).orElse(0);
    publisher.publishTrouble(md, e, attempt, clock.instant());
    return ErrorStatusUpdateControl.noStatusUpdate();
  }
}
