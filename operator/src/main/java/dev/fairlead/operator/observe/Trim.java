package dev.fairlead.operator.observe;

import dev.fairlead.operator.revision.RevisionRecord;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Takes out of objects what nobody reads, before a cache keeps it: most of a pod is such. */
final class Trim {
  private Trim() {}

  /** Without the record of who owns which field, which only objects that we write need. */
  static <R extends HasMetadata> R owners(R object) {
    object.getMetadata().setManagedFields(List.of());
    return object;
  }

  /**
   * Of the record of who owns which field what drift is seen by: nothing of the status, and what is
   * as in other objects only once.
   */
  static <R extends HasMetadata> R drift(R object, Shared shared) {
    List<ManagedFieldsEntry> entries =
        object.getMetadata().getManagedFields().stream()
            .filter(e -> e.getSubresource() == null || e.getSubresource().isEmpty())
            .toList();
    entries.stream()
        .map(ManagedFieldsEntry::getFieldsV1)
        .filter(Objects::nonNull)
        .forEach(fields -> shared.within(fields.getAdditionalProperties()));
    object.getMetadata().setManagedFields(entries);
    return object;
  }

  /** The same, and what is as in other Deployments only once. */
  static Deployment deployment(Deployment deployment, Shared shared) {
    PodSpec spec = deployment.getSpec().getTemplate().getSpec();
    Stream.of(spec.getInitContainers(), spec.getContainers())
        .flatMap(List::stream)
        .forEach(container -> share(container, shared));
    spec.getTolerations().replaceAll(shared::once);
    spec.getVolumes().replaceAll(volume -> holdsQuantity(volume) ? volume : shared.once(volume));
    return drift(deployment, shared);
  }

  private static boolean holdsQuantity(Volume volume) {
    return volume.getEmptyDir() != null && volume.getEmptyDir().getSizeLimit() != null;
  }

  /** Nothing that holds quantities: those that differ in their spelling only are equal. */
  private static void share(Container container, Shared shared) {
    container.getEnv().replaceAll(shared::once);
    container.getPorts().replaceAll(shared::once);
    container.getVolumeMounts().replaceAll(shared::once);
    container.setStartupProbe(shared.once(container.getStartupProbe()));
    container.setReadinessProbe(shared.once(container.getReadinessProbe()));
    container.setLivenessProbe(shared.once(container.getLivenessProbe()));
    container.setSecurityContext(shared.once(container.getSecurityContext()));
  }

  /** Without owners of fields, and packed: it is read less often than it is kept. */
  static ControllerRevision record(ControllerRevision object) {
    return owners(RevisionRecord.pack(object));
  }

  /**
   * Metadata, status, and of the spec the containers' names, images and resources, gates and
   * claims. A pod is compared with nothing, so the spelling of a quantity does not matter.
   */
  static Pod pod(Pod pod, Shared shared) {
    Pod lean =
        new PodBuilder(owners(pod))
            .withNewSpec()
            .withNodeName(pod.getSpec().getNodeName())
            .withSchedulingGates(pod.getSpec().getSchedulingGates())
            .withVolumes(claims(pod.getSpec().getVolumes()))
            .endSpec()
            .build();
    // a builder would copy what is shared
    lean.getSpec().setInitContainers(containers(pod.getSpec().getInitContainers(), shared));
    lean.getSpec().setContainers(containers(pod.getSpec().getContainers(), shared));
    return lean;
  }

  private static List<Volume> claims(List<Volume> volumes) {
    return volumes.stream().filter(v -> v.getPersistentVolumeClaim() != null).toList();
  }

  /** Of a drained one: its name, what tells one from another of that name, and that it is. */
  static Node drained(Node node) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(node.getMetadata().getName())
        .withUid(node.getMetadata().getUid())
        .withResourceVersion(node.getMetadata().getResourceVersion())
        .endMetadata()
        .withNewSpec()
        .withUnschedulable(true)
        .endSpec()
        .build();
  }

  private static List<Container> containers(List<Container> containers, Shared shared) {
    return containers.stream()
        .map(
            c ->
                new ContainerBuilder()
                    .withName(c.getName())
                    .withImage(c.getImage())
                    .withResources(c.getResources())
                    .build())
        .map(shared::once)
        .toList();
  }
}
