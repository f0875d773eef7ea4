package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A model in a claim that comes after it, step by step. */
class ClaimIT {
  private static final String SPEC =
      """
      model: {uri: "pvc://models/minilm"}
      resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
      """;

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG);

  private static InProcessOperator operator;

  @BeforeAll
  static void start(ControlPlane kube) {
    operator = Kube.startOperator(kube);
  }

  @AfterAll
  static void stop() {
    operator.close();
  }

  @Test
  void eachThingThatIsMissingIsNamedAndItHealsByItself(ControlPlane kube, KubernetesClient client) {
    var models = new Models(client, kube.newNamespace("claim"));
    models.apply("minilm", SPEC);

    ModelDeployment without = models.awaitReason("minilm", "ClaimNotFound");
    assertThat(Models.is(without, "Stalled", "True")).isTrue();
    assertThat(message(without)).contains("no PersistentVolumeClaim models");

    apply(client, claim(models.namespace()));
    ModelDeployment unbound = models.awaitReason("minilm", "ClaimNotBound");
    assertThat(Models.condition(unbound, "Stalled")).isEmpty();
    assertThat(message(unbound)).contains("kubectl describe pvc models");

    apply(client, volume(models.namespace()));
    models.awaitReady("minilm");
    assertThat(models.pods("minilm")).singleElement().satisfies(ClaimIT::hasOnlyAServer);

    client.persistentVolumes().withName(models.namespace()).delete();
  }

  private static void hasOnlyAServer(Pod pod) {
    assertThat(pod.getSpec().getInitContainers()).isEmpty();
    assertThat(pod.getSpec().getVolumes())
        .filteredOn(volume -> volume.getPersistentVolumeClaim() != null)
        .singleElement()
        .satisfies(
            volume ->
                assertThat(volume.getPersistentVolumeClaim().getReadOnly())
                    .as("read-only")
                    .isTrue());
  }

  private static String message(ModelDeployment md) {
    return Models.condition(md, "Ready").orElseThrow().getMessage();
  }

  private static void apply(KubernetesClient client, String yaml) {
    client.resource(yaml).create();
  }

  /** Without a class, so that nothing provisions its volume. */
  private static String claim(String namespace) {
    return """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: models, namespace: %s}
        spec:
          storageClassName: ""
          volumeName: %s
          accessModes: [ReadWriteOnce]
          resources: {requests: {storage: 1Gi}}
        """
        .formatted(namespace, namespace);
  }

  private static String volume(String namespace) {
    return """
        apiVersion: v1
        kind: PersistentVolume
        metadata: {name: %s}
        spec:
          storageClassName: ""
          persistentVolumeReclaimPolicy: Retain
          accessModes: [ReadWriteOnce]
          capacity: {storage: 1Gi}
          hostPath: {path: /models}
          claimRef: {namespace: %s, name: models}
        """
        .formatted(namespace, namespace);
  }
}
