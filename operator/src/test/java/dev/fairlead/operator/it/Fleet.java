package dev.fairlead.operator.it;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;

/**
 * Many models of one namespace.
 *
 * @param models what their owner does with them
 */
record Fleet(Models models) {
  /** By its digest: what nothing has to be found out of, as nothing is in the fleet without us. */
  private static final String SPEC =
      """
      model: {uri: "oci://registry.test/models/minilm@sha256:%s"}
      resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
      """
          .formatted("4".repeat(64));

  /** All of the same length, so that none is part of another. */
  static String name(int index) {
    return "fleet-%04d".formatted(index);
  }

  /** Applies that many at once; the time until all are ready. */
  Duration start(int count) {
    try (var watched = Watched.of(models.client(), ModelDeployment.class, models.namespace())) {
      long begin = System.nanoTime();
      Parallel.each(count, i -> models.apply(name(i), SPEC));
      watched.await("all are ready", count, Fleet::isReady);
      return Duration.ofNanos(System.nanoTime() - begin);
    }
  }

  /**
   * Asks for a second replica of that one; the time from the API server's answer until its
   * Deployment has it, as a watch sees it.
   */
  Duration edit(int index, Watched<Deployment> deployments) {
    String revision = models.get(name(index)).getStatus().stableRevision();
    models.apply(name(index), SPEC + "replicas: 2\n");
    long begin = System.nanoTime();
    deployments.await(revision, deployment -> deployment.getSpec().getReplicas() == 2);
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /** Waits until nothing is under way any more. */
  void awaitRest(int count) {
    try (var watched = Watched.of(models.client(), ModelDeployment.class, models.namespace())) {
      watched.await(
          "all are at rest",
          count,
          md -> isReady(md) && Models.condition(md, "Reconciling").isEmpty());
    }
  }

  /** How many have told in what form they take requests. */
  long described() {
    return models
        .client()
        .resources(ModelDeployment.class)
        .inNamespace(models.namespace())
        .list()
        .getItems()
        .stream()
        .filter(md -> md.getStatus().model() != null)
        .count();
  }

  private static boolean isReady(ModelDeployment md) {
    return Models.isCurrent(md) && Models.is(md, "Ready", "True");
  }
}
