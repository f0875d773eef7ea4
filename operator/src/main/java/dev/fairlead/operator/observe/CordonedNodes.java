package dev.fairlead.operator.observe;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.config.informer.FieldSelectorBuilder;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Watches the nodes that take no new pods. The API server sends no others, so that a cluster of any
 * size costs the operator next to nothing; what comes and goes here is that a node is cordoned.
 */
final class CordonedNodes {
  private CordonedNodes() {}

  /** {@code pods} tell who has a pod on which node. */
  static InformerEventSource<Node, ModelDeployment> source(
      InformerEventSource<Pod, ModelDeployment> pods, EventSourceContext<ModelDeployment> context) {
    var configuration =
        InformerEventSourceConfiguration.from(Node.class, ModelDeployment.class)
            .withWatchAllNamespaces()
            .withInformerListLimit(LeanPrimaries.PAGE)
            .withFieldSelector(
                new FieldSelectorBuilder().withField("spec.unschedulable", "true").build())
            .withSecondaryToPrimaryMapper(node -> withPodsOn(node, pods))
            .withPrimaryToSecondaryMapper((ModelDeployment md) -> nodesOf(md, pods))
            // what else changes of a node, every few seconds, is nobody's business
            .withOnUpdateFilter((now, before) -> false)
            .withItemStore(new TransformingItemStore<>(Trim::node));
    return new InformerEventSource<>(configuration.build(), context);
  }

  private static Set<ResourceID> withPodsOn(
      Node node, InformerEventSource<Pod, ModelDeployment> pods) {
    String name = node.getMetadata().getName();
    return pods.list(pod -> name.equals(pod.getSpec().getNodeName()))
        .flatMap(pod -> Caches.primary(pod).stream())
        .collect(Collectors.toSet());
  }

  private static Set<ResourceID> nodesOf(
      ModelDeployment md, InformerEventSource<Pod, ModelDeployment> pods) {
    return pods.getSecondaryResources(md).stream()
        .map(pod -> pod.getSpec().getNodeName())
        .filter(Objects::nonNull)
        .map(ResourceID::new)
        .collect(Collectors.toSet());
  }
}
