package dev.fairlead.operator.it;

import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that a rollout comes to, in a form that can be compared between namespaces. */
final class Ending {
  private Ending() {}

  static String of(Models models, String name) {
    Stream<? extends HasMetadata> children =
        Stream.of(
                List.of(models.service(name)),
                List.of(models.budget(name)),
                models.records(name),
                models.deployments(name))
            .flatMap(List::stream)
            .sorted(
                Comparator.comparing((HasMetadata c) -> c.getKind())
                    .thenComparing(c -> c.getMetadata().getName()));
    return Stream.concat(
            Stream.of(status(models.get(name).getStatus())),
            children.map(Child::of).map(c -> c.replaceAll("uid: \"[^\"]*\"", "uid")))
        .collect(Collectors.joining("\n"))
        // a message may name a pod
        .replaceAll("pod " + name + "-[a-z0-9-]+", "pod");
  }

  private static String status(ModelDeploymentStatus status) {
    return Stream.concat(
            Stream.of(
                status.observedGeneration(),
                status.stableRevision(),
                status.candidateRevision(),
                status.traffic(),
                status.replicas(),
                status.readyReplicas(),
                status.selector()),
            Stream.concat(
                status.conditions().stream()
                    .map(c -> c.getType() + c.getStatus() + c.getReason() + c.getMessage()),
                status.revisions().stream()
                    .map(r -> r.number() + r.name() + r.state() + r.replicas() + r.model())))
        .map(String::valueOf)
        .collect(Collectors.joining("\n"));
  }
}
