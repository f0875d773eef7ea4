package dev.fairlead.operator.observe;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.operator.observe.Turns.Asker;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes the snapshot, from caches that hold only what carries our label, and drained nodes. */
@ApplicationScoped
public class Observer {
  private static final String SERVICE_NAME = "kubernetes.io/service-name";

  private final RouteCache routeCache;
  private final Settling settling = new Settling();
  private final Settling moving = new Settling();
  private final Turns turns = new Turns();

  /** Knows by that whether there are HTTPRoutes. */
  public Observer(RouteCache routeCache) {
    this.routeCache = routeCache;
  }

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
            all(context, Pod.class).map(ModelPod::new).filter(pod -> !pod.isResolver()).toList(),
            service(md, context, md.getMetadata().getName()),
            service(md, context, Labels.candidateService(md.getMetadata().getName())),
            routes(md, context, now),
            slices(context, md.getMetadata().getName()),
            slices(context, Labels.candidateService(md.getMetadata().getName())),
            owned(md, context, ConfigMap.class).toList(),
            owned(md, context, PodDisruptionBudget.class).toList(),
            owned(md, context, Job.class).toList(),
            all(context, Pod.class).map(ModelPod::new).filter(ModelPod::isResolver).toList(),
            all(context, Node.class)
                .map(node -> node.getMetadata().getName())
                .collect(Collectors.toSet()));
    return Observation.of(md, previous, children, settling, moving, now);
  }

  /** Whether it is this resource's turn to ask what its tracked reference stands for. */
  public boolean takeTurn(ModelDeployment md, Context<ModelDeployment> context, Instant now) {
    return turns.take(asker(md), Asking.of(jobs(context), now), now);
  }

  /** It is no longer, since it was asked. */
  public void endTurn(ModelDeployment md) {
    turns.end(asker(md));
  }

  private static Asker asker(ModelDeployment md) {
    return new Asker(md.getMetadata().getNamespace(), md.getMetadata().getName());
  }

  /** Of all resources. */
  private static Stream<Job> jobs(Context<ModelDeployment> context) {
    return ((InformerEventSource<Job, ModelDeployment>)
            context.eventSourceRetriever().getEventSourceFor(Job.class))
        .list(job -> true);
  }

  private static @Nullable Service service(
      ModelDeployment md, Context<ModelDeployment> context, String name) {
    return owned(md, context, Service.class)
        .filter(s -> s.getMetadata().getName().equals(name))
        .findFirst()
        .orElse(null);
  }

  private Routes routes(ModelDeployment md, Context<ModelDeployment> context, Instant now) {
    return routeCache.isReady(md, context, now)
        ? new Routes(
            true,
            owned(md, context, HTTPRoute.class)
                .filter(r -> r.getMetadata().getName().equals(md.getMetadata().getName()))
                .findFirst()
                .orElse(null))
        : Routes.UNKNOWN;
  }

  private static List<EndpointSlice> slices(Context<ModelDeployment> context, String service) {
    return all(context, EndpointSlice.class)
        .filter(slice -> service.equals(Labels.get(slice, SERVICE_NAME)))
        .toList();
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
