package dev.fairlead.operator;

import dev.fairlead.operator.observe.ModelPod;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;

/**
 * What a pod's server is.
 *
 * @param image by the pod's template
 * @param imageId by its node
 */
public record PodImages(String image, String imageId) {
  /** The same pod, with that. */
  public ModelPod in(ModelPod pod) {
    return new ModelPod(
        new PodBuilder(pod.pod())
            .editSpec()
            .withContainers(
                pod.pod().getSpec().getContainers().stream()
                    .map(c -> new ContainerBuilder(c).withImage(image).build())
                    .toList())
            .endSpec()
            .editStatus()
            .withContainerStatuses(
                pod.status().getContainerStatuses().stream()
                    .map(c -> new ContainerStatusBuilder(c).withImageID(imageId).build())
                    .toList())
            .endStatus()
            .build());
  }
}
