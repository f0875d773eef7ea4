package dev.fairlead.operator.observe;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One watch and cache for each kind of child, narrowed to our label and to what is read, and, where
 * it is wanted, one for the nodes that are being emptied.
 */
final class Caches {
  /** The name of the source of HTTPRoutes. */
  static final String ROUTES = "httproutes";

  private Caches() {}

  static List<EventSource<?, ModelDeployment>> eventSources(
      EventSourceContext<ModelDeployment> context, boolean ofNodes) {
    var shared = new Shared();
    InformerEventSource<Pod, ModelDeployment> pods =
        source(Pod.class, object -> Trim.pod(object, shared), context);
    List<EventSource<?, ModelDeployment>> children =
        List.of(
            source(Deployment.class, object -> Trim.deployment(object, shared), context),
            source(Service.class, object -> Trim.drift(object, shared), context),
            source(ConfigMap.class, object -> Trim.drift(object, shared), context),
            source(ControllerRevision.class, Trim::record, context),
            source(EndpointSlice.class, Trim::owners, context),
            source(PodDisruptionBudget.class, object -> Trim.drift(object, shared), context),
            source(Job.class, Trim::owners, context),
            pods);
    if (!ofNodes) {
      return children;
    }
    var all = new ArrayList<>(children);
    all.add(DrainedNodes.source(pods, context));
    return all;
  }

  /** Of a kind that the cluster may not have: begun once it does, and only once. */
  static InformerEventSource<HTTPRoute, ModelDeployment> routes(
      EventSourceContext<ModelDeployment> context) {
    var shared = new Shared();
    return source(ROUTES, HTTPRoute.class, object -> Trim.drift(object, shared), context);
  }

  private static <R extends HasMetadata> InformerEventSource<R, ModelDeployment> source(
      Class<R> kind, UnaryOperator<R> trim, EventSourceContext<ModelDeployment> context) {
    return source(null, kind, trim, context);
  }

  /** {@code name} may be null where nothing is begun twice. */
  private static <R extends HasMetadata> InformerEventSource<R, ModelDeployment> source(
      @Nullable String name,
      Class<R> kind,
      UnaryOperator<R> trim,
      EventSourceContext<ModelDeployment> context) {
    var configuration =
        InformerEventSourceConfiguration.from(kind, ModelDeployment.class)
            .withInformerListLimit(LeanPrimaries.PAGE)
            .withLabelSelector(Labels.MANAGED_BY + "=" + Labels.FAIRLEAD)
            .withSecondaryToPrimaryMapper(Caches::primary)
            .withNamespacesInheritedFromController();
    if (name != null) {
      configuration.withName(name);
    }
    // one store cannot serve the watches of several namespaces: a relist of one would drop the
    // others' objects
    if (context.getControllerConfiguration().getInformerConfig().getNamespaces().size() == 1) {
      configuration.withItemStore(new TransformingItemStore<>(trim));
    }
    return new InformerEventSource<>(configuration.build(), context);
  }

  /**
   * By label, not by owner: pods and slices are owned by others, and an owner reference can be
   * lost.
   */
  static Set<ResourceID> primary(HasMetadata object) {
    String served = Labels.get(object, Labels.MODEL_DEPLOYMENT);
    String name = served == null ? Labels.get(object, Labels.RESOLVES) : served;
    return name == null
        ? Set.of()
        : Set.of(new ResourceID(name, object.getMetadata().getNamespace()));
  }
}
