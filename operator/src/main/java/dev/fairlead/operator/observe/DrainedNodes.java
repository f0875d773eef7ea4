package dev.fairlead.operator.observe;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Watches for nodes that are drained, or soon will be: cordoned ones, and those that an autoscaler
 * taints before it evicts their pods. No field selector tells a taint, so the API server sends all
 * nodes. Only the drained ones are kept, and by name; of the others a change is parsed and
 * forgotten. Those are few: that a node is alive is said by its Lease, and its status is written
 * every five minutes.
 */
final class DrainedNodes {
  /**
   * On nodes that are about to be removed.
   *
   * @see <a href="https://karpenter.sh/v1.0/concepts/disruption/">Karpenter</a>
   * @see <a
   *     href="https://github.com/kubernetes/autoscaler/blob/cluster-autoscaler-1.34.0/cluster-autoscaler/utils/taints/taints.go">cluster-autoscaler</a>
   */
  private static final Set<String> TAINTS =
      Set.of("karpenter.sh/disrupted", "ToBeDeletedByClusterAutoscaler");

  private DrainedNodes() {}

  /** {@code pods} tell who has a pod on which node. */
  static InformerEventSource<Node, ModelDeployment> source(
      InformerEventSource<Pod, ModelDeployment> pods, EventSourceContext<ModelDeployment> context) {
    var configuration =
        InformerEventSourceConfiguration.from(Node.class, ModelDeployment.class)
            .withWatchAllNamespaces()
            .withInformerListLimit(LeanPrimaries.PAGE)
            .withSecondaryToPrimaryMapper(node -> withPodsOn(node, pods))
            .withPrimaryToSecondaryMapper((ModelDeployment md) -> nodesOf(md, pods))
            // all that is not kept is news each time
            .withOnAddFilter(DrainedNodes::isDrained)
            // what is kept was drained
            .withOnUpdateFilter((now, before) -> !isDrained(now))
            .withItemStore(new Store());
    return new InformerEventSource<>(configuration.build(), context);
  }

  /** Whether its pods are to go. */
  static boolean isDrained(Node node) {
    return Boolean.TRUE.equals(node.getSpec().getUnschedulable())
        || node.getSpec().getTaints().stream().anyMatch(taint -> TAINTS.contains(taint.getKey()));
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

  /** Holds drained nodes only: one that is put and is none takes its place away. */
  static final class Store extends BasicItemStore<Node> {
    Store() {
      super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public @Nullable Node put(String key, Node node) {
      return isDrained(node) ? super.put(key, Trim.drained(node)) : remove(key);
    }
  }
}
