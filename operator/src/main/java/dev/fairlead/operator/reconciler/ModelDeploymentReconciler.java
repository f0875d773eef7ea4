package dev.fairlead.operator.reconciler;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.operator.apply.Applied;
import dev.fairlead.operator.apply.Applier;
import dev.fairlead.operator.config.Settings;
import dev.fairlead.operator.event.JobEvents;
import dev.fairlead.operator.namespace.NamespaceRights;
import dev.fairlead.operator.observe.LeanPrimaries;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.observe.Observer;
import dev.fairlead.operator.plan.Plan;
import dev.fairlead.operator.plan.Planner;
import dev.fairlead.operator.plan.Resolving;
import dev.fairlead.operator.plan.Site;
import dev.fairlead.operator.plan.Tracking;
import dev.fairlead.operator.plan.Tracking.State;
import dev.fairlead.operator.status.Alarm;
import dev.fairlead.operator.status.Situation;
import dev.fairlead.operator.status.StatusFactory;
import dev.fairlead.operator.validate.Validation;
import dev.fairlead.operator.validate.Violation;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
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
    informer =
        @Informer(informerListLimit = LeanPrimaries.PAGE, genericFilter = LeanPrimaries.class),
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
  private final JobEvents jobs;
  private final Applier applier;
  private final Questions questions;
  private final Publisher publisher;
  private final Settings settings;
  private final Clock clock;

  /** From its parts. */
  public ModelDeploymentReconciler(
      Observer observer,
      NamespaceRights rights,
      JobEvents jobs,
      Applier applier,
      Questions questions,
      Publisher publisher,
      Settings settings,
      Clock clock) {
    this.observer = observer;
    this.rights = rights;
    this.jobs = jobs;
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
            site.pods().plainHttpHosts(),
            site.prometheus() != null);
    var planner = Planner.of(seen, site, violations.isEmpty());
    boolean mayAsk =
        planner.tracking().filter(tracking -> hasTurn(tracking, seen, context)).isPresent();
    Plan plan = withRefusal(seen, planner.plan(questions.told(seen, site), mayAsk));
    Applied applied = applier.apply(plan, seen, context);
    Situation situation =
        questions.ask(
            Situation.of(
                seen,
                violations,
                plan,
                applied,
                settings.probeGrace(),
                site.pods().runtimeImages()));
    ModelDeploymentStatus status = StatusFactory.of(situation);
    Optional<Duration> postponed = publisher.publish(md, status, seen.now());
    return lookAgain(Stream.concat(postponed.stream(), Alarm.of(situation).stream()));
  }

  /** Asked for only while a Job has been without a pod for a while. */
  private Plan withRefusal(Observation seen, Plan plan) {
    Resolving resolving = plan.resolving();
    if (resolving == null || !resolving.isRefused()) {
      return plan;
    }
    Job job = seen.job(resolving.name());
    return job == null ? plan : jobs.refusal(job).map(plan::refused).orElse(plan);
  }

  private boolean hasTurn(Tracking tracking, Observation seen, Context<ModelDeployment> context) {
    if (tracking.isDue(seen.now())) {
      return observer.takeTurn(seen.primary(), context, seen.now());
    }
    if (tracking.state() == State.ENDED) {
      observer.endTurn(seen.primary());
    }
    return false;
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
