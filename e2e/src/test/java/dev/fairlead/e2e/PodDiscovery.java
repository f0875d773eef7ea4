package dev.fairlead.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a Prometheus finds out about pods ({@code kubernetes_sd_configs}, role pod), for one that
 * was built without that, as Debian's is: each port of each container, with the labels that
 * relabelings go by.
 *
 * @see <a
 *     href="https://prometheus.io/docs/prometheus/latest/configuration/configuration/#pod">Labels
 *     of pods</a>
 */
final class PodDiscovery {
  static final String META = "__meta_kubernetes_";

  private PodDiscovery() {}

  /**
   * The pods that are there now, as files of targets have them ({@code file_sd_configs}).
   *
   * @param namespaces the only ones, if there are any
   */
  static ArrayNode targets(KubernetesClient client, List<String> namespaces) {
    ArrayNode targets = new ObjectMapper().createArrayNode();
    for (Pod pod : client.pods().inAnyNamespace().list().getItems()) {
      boolean isLookedAt =
          namespaces.isEmpty() || namespaces.contains(pod.getMetadata().getNamespace());
      if (isLookedAt && pod.getStatus().getPodIP() != null) {
        Stream.concat(
                pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
            .forEach(container -> add(pod, container, targets));
      }
    }
    return targets;
  }

  private static void add(Pod pod, Container container, ArrayNode targets) {
    for (ContainerPort port : container.getPorts()) {
      ObjectNode target = targets.addObject();
      target.putArray("targets").add(pod.getStatus().getPodIP() + ":" + port.getContainerPort());
      ObjectNode labels = target.putObject("labels");
      labels.put(META + "namespace", pod.getMetadata().getNamespace());
      labels.put(META + "pod_name", pod.getMetadata().getName());
      labels.put(META + "pod_container_name", container.getName());
      labels.put(META + "pod_container_port_name", port.getName() == null ? "" : port.getName());
      labels.put(META + "pod_container_port_number", port.getContainerPort().toString());
      put("pod_label", pod.getMetadata().getLabels(), labels);
      put("pod_annotation", pod.getMetadata().getAnnotations(), labels);
    }
  }

  private static void put(String kind, @Nullable Map<String, String> values, ObjectNode labels) {
    if (values != null) {
      values.forEach(
          (name, value) -> {
            labels.put(META + kind + "_" + asLabel(name), value);
            labels.put(META + kind + "present_" + asLabel(name), "true");
          });
    }
  }

  /** A name as Prometheus writes it in those of its labels. */
  static String asLabel(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "_");
  }
}
