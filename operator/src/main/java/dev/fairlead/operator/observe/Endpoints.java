package dev.fairlead.operator.observe;

import dev.fairlead.operator.rollout.Selection;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a Service's EndpointSlices hold. */
final class Endpoints {
  private Endpoints() {}

  /** Names of the pods that new connections are sent to. */
  static Set<String> ready(List<EndpointSlice> slices) {
    return slices.stream()
        .map(EndpointSlice::getEndpoints)
        .filter(endpoints -> endpoints != null) // a slice without endpoints says null
        .flatMap(List::stream)
        .filter(Endpoints::isReady)
        .filter(e -> e.getTargetRef() != null)
        .map(e -> e.getTargetRef().getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether they were made from the Service as it is. */
  static boolean follow(List<EndpointSlice> slices, @Nullable Service service) {
    String number = service == null ? null : Labels.get(service, Labels.SWITCH);
    return number != null
        && !slices.isEmpty()
        && slices.stream().allMatch(slice -> number.equals(Labels.get(slice, Labels.SWITCH)));
  }

  /** Whether they are the ready pods of the selection, no more and no fewer, and at least one. */
  static boolean exact(Set<String> endpoints, List<ModelPod> pods, Selection selection) {
    Set<String> selected =
        pods.stream()
            .filter(ModelPod::isReady)
            .filter(p -> reaches(selection, p))
            .map(ModelPod::name)
            .collect(Collectors.toSet());
    return !selected.isEmpty() && selected.equals(endpoints);
  }

  private static boolean reaches(Selection selection, ModelPod pod) {
    String revision = pod.revision();
    return revision != null && selection.reaches(revision);
  }

  private static boolean isReady(Endpoint endpoint) {
    return endpoint.getConditions() == null
        || !Boolean.FALSE.equals(endpoint.getConditions().getReady());
  }
}
