package dev.fairlead.operator.it;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.operator.observe.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The children of many models without the models and without an operator: no quicker than this can
 * the control plane be.
 *
 * @param client who makes them
 * @param namespace where
 * @param pattern the children of one model, in the order in which the operator makes them
 */
record BareFleet(KubernetesClient client, String namespace, List<HasMetadata> pattern) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MANAGED = "\"" + Labels.MANAGED_BY + "\":\"";

  /** Like the first one of a fleet. */
  static BareFleet like(Models models, String namespace) {
    String name = Fleet.name(0);
    List<HasMetadata> pattern =
        Stream.<HasMetadata>concat(
                Stream.<HasMetadata>concat(
                    models.records(name).stream(), Stream.of(models.service(name))),
                Stream.<HasMetadata>concat(
                    models.deployments(name).stream(), Stream.of(models.budget(name))))
            .toList();
    return new BareFleet(models.client(), namespace, pattern);
  }

  /** Makes those of that many models at once; the time until all Deployments are available. */
  Duration start(int count) {
    try (var watched = Watched.of(client, Deployment.class, namespace)) {
      long begin = System.nanoTime();
      Parallel.each(
          count, i -> pattern.forEach(one -> client.resource(copy(one, Fleet.name(i))).create()));
      watched.await("all are available", count, BareFleet::isAvailable);
      return Duration.ofNanos(System.nanoTime() - begin);
    }
  }

  /** With another name, of nobody, and without what the API server adds. */
  private HasMetadata copy(HasMetadata object, String name) {
    ObjectNode tree = JSON.valueToTree(object);
    tree.remove("status");
    ((ObjectNode) tree.get("metadata")).retain("name", "labels");
    if (tree.get("spec") instanceof ObjectNode spec) {
      spec.remove(List.of("clusterIP", "clusterIPs"));
    }
    String text =
        tree.toString()
            .replace(Fleet.name(0), name)
            .replace(MANAGED + Labels.FAIRLEAD + "\"", MANAGED + "nobody\"");
    HasMetadata copy = Serialization.unmarshal(text, object.getClass());
    copy.getMetadata().setNamespace(namespace);
    return copy;
  }

  private static boolean isAvailable(Deployment deployment) {
    Integer available =
        deployment.getStatus() == null ? null : deployment.getStatus().getAvailableReplicas();
    return available != null && available > 0;
  }
}
