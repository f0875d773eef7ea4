package dev.fairlead.operator.observe;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.plan.Labels;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.RevisionRecord;
import dev.fairlead.operator.rollout.Selection;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes the snapshot. Every cache holds only what carries our label. */
@ApplicationScoped
public class Observer {
  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          Deployment.class,
          ControllerRevision.class,
          Service.class,
          EndpointSlice.class,
          Pod.class,
          ConfigMap.class);

  private final Settling settling = new Settling();

  /** The watches that wake the reconciler. */
  public List<EventSource<?, ModelDeployment>> eventSources(
      EventSourceContext<ModelDeployment> context) {
    return KINDS.stream()
        .<EventSource<?, ModelDeployment>>map(kind -> eventSource(kind, context))
        .toList();
  }

  private static <R extends HasMetadata> InformerEventSource<R, ModelDeployment> eventSource(
      Class<R> kind, EventSourceContext<ModelDeployment> context) {
    var configuration =
        InformerEventSourceConfiguration.from(kind, ModelDeployment.class)
            .withLabelSelector(Labels.MANAGED_BY + "=" + Labels.FAIRLEAD)
            .withSecondaryToPrimaryMapper(Observer::primary)
            .withNamespacesInheritedFromController()
            .build();
    return new InformerEventSource<>(configuration, context);
  }

  /**
   * By label, not by owner: pods and slices are owned by others, and an owner reference can be
   * lost.
   */
  private static Set<ResourceID> primary(HasMetadata object) {
    String name = Objects.label(object, Labels.MODEL_DEPLOYMENT);
    return name == null
        ? Set.of()
        : Set.of(new ResourceID(name, object.getMetadata().getNamespace()));
  }

  /** The snapshot for one reconcile. */
  public Observation observe(ModelDeployment md, Context<ModelDeployment> context, Instant now) {
    List<ControllerRevision> records = owned(md, context, ControllerRevision.class).toList();
    List<Pod> pods = context.getSecondaryResourcesAsStream(Pod.class).toList();
    Service service = first(owned(md, context, Service.class));
    List<EndpointSlice> slices =
        context.getSecondaryResourcesAsStream(EndpointSlice.class).toList();
    var seen =
        new Observation(
            md,
            new History(
                records.stream().map(RevisionRecord::read).flatMap(Optional::stream).toList()),
            records,
            owned(md, context, Deployment.class).toList(),
            pods,
            service,
            slices,
            first(owned(md, context, ConfigMap.class)),
            null,
            now);
    return withExactSince(seen);
  }

  private Observation withExactSince(Observation seen) {
    Selection selection = seen.selection();
    String state =
        Endpoints.exact(seen.slices(), seen.pods(), selection)
            ? selection + " " + Endpoints.ready(seen.slices())
            : null;
    Instant since = settling.since(seen.primary().getMetadata().getUid(), state, seen.now());
    return new Observation(
        seen.primary(),
        seen.history(),
        seen.records(),
        seen.deployments(),
        seen.pods(),
        seen.service(),
        seen.slices(),
        seen.trustedCas(),
        since,
        seen.now());
  }

  private static <R extends HasMetadata> Stream<R> owned(
      ModelDeployment md, Context<ModelDeployment> context, Class<R> kind) {
    return context.getSecondaryResourcesAsStream(kind).filter(object -> isOwned(md, object));
  }

  /**
   * Ours: controlled by this very resource, or by nobody (an owner reference was lost) while our
   * labels are there.
   */
  public static boolean isOwned(ModelDeployment md, HasMetadata object) {
    OwnerReference controller =
        object.getMetadata().getOwnerReferences().stream()
            .filter(o -> Boolean.TRUE.equals(o.getController()))
            .findFirst()
            .orElse(null);
    if (controller == null) {
      return md.getMetadata().getName().equals(Objects.label(object, Labels.MODEL_DEPLOYMENT))
          && Labels.FAIRLEAD.equals(Objects.label(object, Labels.MANAGED_BY));
    }
    return controller.getUid().equals(md.getMetadata().getUid());
  }

  private static <R> @Nullable R first(Stream<R> stream) {
    return stream.findFirst().orElse(null);
  }
}
