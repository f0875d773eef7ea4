package dev.fairlead.operator.observe;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes the snapshot, from caches that hold only what carries our label, and cordoned nodes. */
@ApplicationScoped
public class Observer {
  private static final String SERVICE_NAME = "kubernetes.io/service-name";

  private final Settling settling = new Settling();
  private final Settling moving = new Settling();

  /** The watches that wake the reconciler; of nodes only where drains are helped on. */
  public List<EventSource<?, ModelDeployment>> eventSources(
      EventSourceContext<ModelDeployment> context, boolean ofNodes) {
    return Caches.eventSources(context, ofNodes);
  }

  /** The snapshot for one reconcile; {@code previous} is the status that was written last. */
  public Observation observe(
      ModelDeployment md,
      @Nullable ModelDeploymentStatus previous,
      Context<ModelDeployment> context,
      Instant now) {
    var children =
        new Children(
            owned(md, context, ControllerRevision.class).toList(),
            owned(md, context, Deployment.class).toList(),
            all(context, Pod.class).map(ModelPod::new).toList(),
            owned(md, context, Service.class).findFirst().orElse(null),
            all(context, EndpointSlice.class).filter(s -> isOfService(md, s)).toList(),
            owned(md, context, ConfigMap.class).toList(),
            owned(md, context, PodDisruptionBudget.class).toList(),
            all(context, Node.class)
                .map(node -> node.getMetadata().getName())
                .collect(Collectors.toSet()));
    return Observation.of(md, previous, children, settling, moving, now);
  }

  private static boolean isOfService(ModelDeployment md, EndpointSlice slice) {
    return md.getMetadata().getName().equals(Labels.get(slice, SERVICE_NAME));
  }

  private static <R extends HasMetadata> Stream<R> owned(
      ModelDeployment md, Context<ModelDeployment> context, Class<R> kind) {
    return all(context, kind).filter(object -> Ownership.isOwned(md, object));
  }

  /** In the order of their names: caches have none, and the same inputs give the same decision. */
  private static <R extends HasMetadata> Stream<R> all(
      Context<ModelDeployment> context, Class<R> kind) {
    return context
        .getSecondaryResourcesAsStream(kind)
        .sorted(Comparator.comparing(object -> object.getMetadata().getName()));
  }
}
