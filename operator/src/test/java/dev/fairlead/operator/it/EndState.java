package dev.fairlead.operator.it;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All objects of a namespace, and what those of its model say, in a form that can be compared
 * between namespaces.
 */
final class EndState {
  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          ConfigMap.class,
          ControllerRevision.class,
          Deployment.class,
          EndpointSlice.class,
          Job.class,
          Pod.class,
          PodDisruptionBudget.class,
          ReplicaSet.class,
          Secret.class,
          Service.class,
          ServiceAccount.class);

  private EndState() {}

  /** {@code isThere} says whether the model is expected to be there. */
  static String of(Models models, boolean isThere) {
    Stream<String> objects = KINDS.stream().flatMap(kind -> names(models, kind));
    Stream<String> model = isThere ? Stream.of(Ending.of(models, Story.MODEL)) : Stream.empty();
    return Stream.concat(objects, model).collect(Collectors.joining("\n"));
  }

  private static <R extends HasMetadata> Stream<String> names(Models models, Class<R> kind) {
    return models
        .client()
        .resources(kind)
        .inNamespace(models.namespace())
        .list()
        .getItems()
        .stream()
        .map(object -> kind.getSimpleName() + " " + name(object))
        .sorted();
  }

  /** Without what is drawn by lot. */
  private static String name(HasMetadata object) {
    String generated = object.getMetadata().getGenerateName();
    return generated == null ? object.getMetadata().getName() : generated;
  }
}
