package dev.fairlead.operator.observe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;

/** Takes out of objects what nobody reads, before a cache keeps it: most of a pod is such. */
final class Trim {
  private Trim() {}

  /** Without the record of who owns which field, which only objects that we write need. */
  static <R extends HasMetadata> R owners(R object) {
    object.getMetadata().setManagedFields(List.of());
    return object;
  }

  /** Metadata, status, and of the spec the containers' names and resources, gates and claims. */
  static Pod pod(Pod pod) {
    return new PodBuilder(owners(pod))
        .withNewSpec()
        .withNodeName(pod.getSpec().getNodeName())
        .withSchedulingGates(pod.getSpec().getSchedulingGates())
        .withInitContainers(containers(pod.getSpec().getInitContainers()))
        .withContainers(containers(pod.getSpec().getContainers()))
        .withVolumes(claims(pod.getSpec().getVolumes()))
        .endSpec()
        .build();
  }

  private static List<Volume> claims(List<Volume> volumes) {
    return volumes.stream().filter(v -> v.getPersistentVolumeClaim() != null).toList();
  }

  /** Its name, and what tells one from another of that name. */
  static Node node(Node node) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(node.getMetadata().getName())
        .withUid(node.getMetadata().getUid())
        .withResourceVersion(node.getMetadata().getResourceVersion())
        .endMetadata()
        .build();
  }

  private static List<Container> containers(List<Container> containers) {
    return containers.stream()
        .map(
            c ->
                new ContainerBuilder()
                    .withName(c.getName())
                    .withResources(c.getResources())
                    .build())
        .toList();
  }
}
