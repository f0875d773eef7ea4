package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.observe.Labels;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.observe.Ownership;
import dev.fairlead.operator.revision.Declared;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.Learned;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.revision.RevisionRecord;
import dev.fairlead.operator.rollout.RolloutDecision;
import dev.fairlead.operator.rollout.Selection;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The objects that a decision comes to.
 *
 * @param history with the target
 * @param course where the pods go
 * @param gate of the target; null if nothing is asked of it
 * @param canary that is under way; null if none is
 * @param routing what gateways are to do
 */
record Objects(
    Observation seen,
    Site site,
    History history,
    Course course,
    RolloutDecision decision,
    @Nullable GateCourse gate,
    @Nullable CanaryCourse canary,
    Sharing sharing,
    Routing routing,
    Drain drain) {

  /**
   * In the order of writing: what a pod needs, the record, the Service, the route, the Deployments,
   * and last the budget, which nothing builds on.
   */
  List<HasMetadata> wanted() {
    ModelDeployment md = seen.primary();
    var objects = new ArrayList<HasMetadata>();
    if (site.trustedCas() != null) {
      objects.add(TrustedCas.of(md, site.trustedCas()));
    }
    if (sharing.live() != null) {
      objects.add(sharing.live().configMap(md));
    }
    objects.add(record(course.target()));
    staleRecords().forEach(revision -> objects.add(retired(revision)));
    objects.add(ModelService.of(md, decision.selection(), seen.switchNumber(decision.selection())));
    if (sharing.leadsTo() != null) {
      objects.add(ModelService.ofCandidate(md, sharing.leadsTo()));
    }
    if (routing.wanted() != null) {
      objects.add(routing.wanted());
    }
    for (Revision revision : history.revisions()) {
      Integer replicas = decision.replicas().get(revision.name());
      if (replicas != null) {
        objects.add(
            RevisionDeployment.of(md, pin(revision), replicas, annotations(revision.name())));
      }
    }
    if (site.budgets()) {
      objects.add(Budget.of(md, drain.leastReady()));
    }
    return objects;
  }

  private Map<String, String> annotations(String revision) {
    var annotations = new TreeMap<>(Nudge.of(seen.deploymentOf(revision), seen.now()));
    Failure failure = failure(revision);
    if (failure != null) {
      annotations.put(Failure.ANNOTATION, failure.text());
    }
    return annotations;
  }

  /** What holds it back now; of one that no longer matters, what was written until it goes. */
  private @Nullable Failure failure(String revision) {
    Setback setback = course.setback();
    if (setback != null && setback.candidate().equals(revision)) {
      return setback.failure();
    }
    if (revision.equals(course.target().name())) {
      return canary == null ? (gate == null ? null : gate.failure()) : canary.failure();
    }
    return Failure.of(seen.deploymentOf(revision));
  }

  private ControllerRevision record(Revision revision) {
    return record(revision, pin(revision).annotations());
  }

  private ControllerRevision record(Revision revision, Map<String, String> annotations) {
    return RevisionRecord.write(
        revision,
        new ObjectMetaBuilder(
                Metadata.of(
                    seen.primary(), revision.name(), Labels.of(seen.name(), revision.name())))
            .withAnnotations(annotations)
            .build());
  }

  /** With what the status knows of it, which nobody else will tell again. */
  private ControllerRevision retired(Revision revision) {
    String name = revision.name();
    var annotations = new TreeMap<>(seen.learned(name).annotations(seen.recorded(name)));
    annotations.putAll(pin(revision).annotations());
    return record(revision, annotations);
  }

  private ImagePin pin(Revision revision) {
    return ImagePin.of(seen, history, revision);
  }

  /** Of other revisions than the target: what lost its owner would outlive it. */
  private List<Revision> staleRecords() {
    Set<String> stale =
        seen.children().records().stream()
            .filter(
                record -> !Ownership.isReferenced(seen.primary(), record) || !isUpToDate(record))
            .map(record -> record.getMetadata().getName())
            .collect(Collectors.toSet());
    Set<String> expired = expired();
    return history.revisions().stream()
        .filter(r -> stale.contains(r.name()) && !expired.contains(r.name()))
        .filter(r -> !r.equals(course.target()))
        .toList();
  }

  private boolean isUpToDate(ControllerRevision record) {
    String name = record.getMetadata().getName();
    return seen.learned(name).isIn(Learned.of(record))
        && history.named(name).filter(revision -> !pin(revision).isIn(record)).isEmpty();
  }

  /** None while all is held: which ones the spec refers to may not even be known. */
  private Set<String> expired() {
    int limit = Sizes.historyLimit(seen.primary().getSpec());
    return course.isHeld() || history.revisions().size() <= limit
        ? Set.of()
        : history.expired(inUse(), limit).stream().map(Revision::name).collect(Collectors.toSet());
  }

  /** Deployments that have done their part, and records that nobody will go back to. */
  List<HasMetadata> unwanted() {
    var objects = new ArrayList<HasMetadata>();
    seen.children().deployments().stream()
        .filter(d -> decision.remove().contains(d.getMetadata().getName()))
        .forEach(objects::add);
    Set<String> expired = expired();
    seen.children().records().stream()
        .filter(r -> expired.contains(r.getMetadata().getName()))
        .forEach(objects::add);
    if (site.trustedCas() == null) {
      Stream.ofNullable(seen.children().configMap(TrustedCas.name(seen.primary())))
          .forEach(objects::add);
    }
    if (routing.unwanted() != null) {
      objects.add(routing.unwanted());
    }
    if (!site.budgets()) {
      objects.addAll(seen.children().budgets());
    }
    return objects;
  }

  /**
   * Those that have pods or are to have some; whom the Service leads to, though its Deployment was
   * deleted; and what the spec asks for, though something holds it back or a pin is in its place.
   */
  private Set<String> inUse() {
    Set<String> names = new HashSet<>(decision.replicas().keySet());
    seen.children().deployments().forEach(d -> names.add(d.getMetadata().getName()));
    names.add(course.target().name());
    if (course.setback() != null) {
      names.add(course.setback().candidate());
    }
    if (seen.selection() instanceof Selection.One one) {
      names.add(one.revision());
    }
    history
        .of(Declared.of(seen.primary().getSpec()))
        .ifPresent(declared -> names.add(declared.name()));
    return names;
  }
}
