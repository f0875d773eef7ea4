package dev.fairlead.operator.it;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.testsupport.Edits;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What a user does with models in one namespace, and what they see.
 *
 * @param client the user's
 * @param namespace the user's
 */
record Models(KubernetesClient client, String namespace) {
  /** Applies a spec, as kubectl does. */
  ModelDeployment apply(String name, String spec) {
    String yaml =
        """
        apiVersion: serving.fairlead.dev/v1alpha1
        kind: ModelDeployment
        metadata: {name: %s, namespace: %s}
        spec:
        %s
        """
            .formatted(name, namespace, spec.indent(2));
    ModelDeployment md = Serialization.unmarshal(yaml, ModelDeployment.class);
    return client.resource(md).fieldManager("user").forceConflicts().serverSideApply();
  }

  ModelDeployment get(String name) {
    return client.resources(ModelDeployment.class).inNamespace(namespace).withName(name).require();
  }

  /** Waits until the status speaks of the current generation and is as wanted. */
  ModelDeployment await(String name, Predicate<ModelDeployment> wanted) {
    return Waiting.await(name)
        .conditionEvaluationListener(null)
        .until(() -> get(name), md -> isCurrent(md) && wanted.test(md));
  }

  ModelDeployment awaitReady(String name) {
    return await(
        name,
        md ->
            is(md, "Ready", "True")
                && condition(md, "Reconciling").isEmpty()
                && condition(md, "Stalled").isEmpty());
  }

  /** Waits until Ready is False for that reason. */
  ModelDeployment awaitReason(String name, String reason) {
    return await(name, md -> hasReason(md, reason));
  }

  /** Has the operator look at it now: any edit wakes it. */
  void poke(String name) {
    Edits.untilTaken(
        () ->
            client
                .resources(ModelDeployment.class)
                .inNamespace(namespace)
                .withName(name)
                .edit(
                    md -> {
                      md.getMetadata()
                          .setAnnotations(Map.of("test", Long.toString(System.nanoTime())));
                      return md;
                    }));
  }

  /** Waits for that, and has the operator look meanwhile: by itself it does so ever more rarely. */
  ModelDeployment awaitLooking(String name, Predicate<ModelDeployment> wanted) {
    return Waiting.await(name)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              poke(name);
              return get(name);
            },
            md -> isCurrent(md) && wanted.test(md));
  }

  /** What its model servers are told; empty while that is nothing. */
  String live(String name) {
    ConfigMap live = client.configMaps().inNamespace(namespace).withName(name + "-live").get();
    Map<String, String> data = live == null ? Map.of() : live.getData();
    return data.getOrDefault("live.yaml", "");
  }

  /** What a kubelet would report of that pod, whatever it has become. */
  void report(Pod pod, UnaryOperator<Pod> status) {
    Edits.untilTaken(
        () ->
            client
                .pods()
                .inNamespace(namespace)
                .withName(pod.getMetadata().getName())
                .editStatus(status));
  }

  /** A pod that fake nodes leave to the test starts, at that address. */
  void becomesReady(Pod pod, String address) {
    report(
        pod,
        p ->
            new PodBuilder(p)
                .editOrNewStatus()
                .withPhase("Running")
                .withPodIP(address)
                .withPodIPs(new PodIP(address))
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build());
  }

  void delete(String name) {
    client.resources(ModelDeployment.class).inNamespace(namespace).withName(name).delete();
  }

  void scale(String name, int replicas) {
    client.resources(ModelDeployment.class).inNamespace(namespace).withName(name).scale(replicas);
  }

  List<Deployment> deployments(String name) {
    return client
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withLabel("serving.fairlead.dev/modeldeployment", name)
        .list()
        .getItems();
  }

  List<ControllerRevision> records(String name) {
    return client
        .apps()
        .controllerRevisions()
        .inNamespace(namespace)
        .withLabel("serving.fairlead.dev/modeldeployment", name)
        .list()
        .getItems();
  }

  Deployment deployment(String revision) {
    return client.apps().deployments().inNamespace(namespace).withName(revision).get();
  }

  ControllerRevision record(String revision) {
    return client.apps().controllerRevisions().inNamespace(namespace).withName(revision).get();
  }

  List<Pod> pods(String name) {
    return client
        .pods()
        .inNamespace(namespace)
        .withLabel("serving.fairlead.dev/modeldeployment", name)
        .list()
        .getItems();
  }

  /** Those that find out what its model's reference stands for. */
  List<Pod> resolvers(String name) {
    return client
        .pods()
        .inNamespace(namespace)
        .withLabel("serving.fairlead.dev/resolves", name)
        .list()
        .getItems();
  }

  List<Job> jobs(String name) {
    return client
        .batch()
        .v1()
        .jobs()
        .inNamespace(namespace)
        .withLabel("serving.fairlead.dev/modeldeployment", name)
        .list()
        .getItems();
  }

  List<ReplicaSet> replicaSets(String name) {
    return client
        .apps()
        .replicaSets()
        .inNamespace(namespace)
        .withLabel("serving.fairlead.dev/modeldeployment", name)
        .list()
        .getItems();
  }

  /** What the endpoint controller keeps for the Service. */
  List<EndpointSlice> slices(String name) {
    return client
        .discovery()
        .v1()
        .endpointSlices()
        .inNamespace(namespace)
        .withLabel("serving.fairlead.dev/modeldeployment", name)
        .list()
        .getItems();
  }

  /** Whether nothing is left of it that was made for it. */
  boolean isGone(String name) {
    return service(name) == null
        && budget(name) == null
        && Stream.of(
                deployments(name),
                records(name),
                replicaSets(name),
                pods(name),
                slices(name),
                jobs(name),
                resolvers(name))
            .allMatch(List::isEmpty);
  }

  Service service(String name) {
    return client.services().inNamespace(namespace).withName(name).get();
  }

  PodDisruptionBudget budget(String name) {
    return client.policy().v1().podDisruptionBudget().inNamespace(namespace).withName(name).get();
  }

  List<ConfigMap> configMaps(String name) {
    return client
        .configMaps()
        .inNamespace(namespace)
        .withLabel("serving.fairlead.dev/modeldeployment", name)
        .list()
        .getItems();
  }

  /** What its servers are told; empty while it is nothing. */
  String liveSettings(String name) {
    ConfigMap live = client.configMaps().inNamespace(namespace).withName(name + "-live").get();
    return live == null || live.getData() == null
        ? ""
        : live.getData().getOrDefault("live.yaml", "");
  }

  ConfigMap trustedCas(String name) {
    return client.configMaps().inNamespace(namespace).withName(name + "-trusted-cas").get();
  }

  static boolean is(ModelDeployment md, String type, String status) {
    return condition(md, type).filter(c -> status.equals(c.getStatus())).isPresent();
  }

  /** Whether {@code Ready} is what it is for that reason. */
  static boolean hasReason(ModelDeployment md, String reason) {
    return condition(md, "Ready").filter(c -> reason.equals(c.getReason())).isPresent();
  }

  /** Whether the message of {@code Ready} has that text. */
  static boolean says(ModelDeployment md, String text) {
    return condition(md, "Ready").filter(c -> c.getMessage().contains(text)).isPresent();
  }

  static Optional<Condition> condition(ModelDeployment md, String type) {
    return md.getStatus() == null || md.getStatus().conditions() == null
        ? Optional.empty()
        : md.getStatus().conditions().stream().filter(c -> type.equals(c.getType())).findFirst();
  }

  static boolean isCurrent(ModelDeployment md) {
    return md.getStatus() != null
        && md.getMetadata().getGeneration().equals(md.getStatus().observedGeneration());
  }

  /** As a backup does that is restored without it. */
  void loseStatus(String name) {
    client
        .resources(ModelDeployment.class)
        .inNamespace(namespace)
        .withName(name)
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":null}");
  }
}
