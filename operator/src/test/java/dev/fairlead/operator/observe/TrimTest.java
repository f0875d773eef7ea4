package dev.fairlead.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.revision.RevisionRecord;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a cache keeps of an object that is compared with what is wanted. */
class TrimTest {
  private final Shared shared = new Shared();

  @Test
  void ofWhoOwnsWhichFieldItKeepsWhatDriftIsSeenBy() {
    Deployment kept = Trim.drift(deployment("one"), shared);

    assertThat(kept.getMetadata().getManagedFields())
        .extracting(ManagedFieldsEntry::getManager)
        .containsExactly("fairlead", "kubectl-edit");
    assertThat(kept.getSpec().getReplicas()).isEqualTo(3);
  }

  @Test
  void whatItKeepsIsAsItWas() {
    Deployment kept = Trim.drift(deployment("one"), shared);

    assertThat(fields(kept)).isEqualTo(fields(deployment("one")));
  }

  @Test
  void whatIsEqualInTwoObjectsIsKeptOnce() {
    Map<String, Object> one = fields(Trim.drift(deployment("one"), shared));
    Map<String, Object> two = fields(Trim.drift(deployment("two"), shared));

    assertThat(two.get("f:spec")).isSameAs(one.get("f:spec"));
    assertThat(two.get("f:metadata")).isNotEqualTo(one.get("f:metadata"));
    assertThat(labels(two)).isSameAs(labels(one));
  }

  @Test
  void ofTheContainersToo() {
    Container one = container(Trim.deployment(deployment("one"), shared));
    Container two = container(Trim.deployment(deployment("two"), shared));

    assertThat(one).isEqualTo(container(deployment("one")));
    assertThat(two.getReadinessProbe()).isSameAs(one.getReadinessProbe());
    assertThat(two.getEnv().getFirst()).isSameAs(one.getEnv().getFirst());
    assertThat(two.getEnv().getLast()).isNotEqualTo(one.getEnv().getLast());
  }

  @Test
  void ofVolumesThatHoldNoQuantity() {
    List<Volume> one = volumes(Trim.deployment(deployment("one"), shared));
    List<Volume> two = volumes(Trim.deployment(deployment("two"), shared));

    assertThat(one).isEqualTo(volumes(deployment("one")));
    assertThat(two.getFirst()).isSameAs(one.getFirst());
    // 1024Mi is equal to 1Gi, and must not be written as that
    assertThat(two.getLast()).isNotSameAs(one.getLast());
  }

  @Test
  void ofPodsWhatIsReadAndThatOnceWhereItIsEqual() {
    Pod one = Trim.pod(pod("one"), shared);
    Pod two = Trim.pod(pod("two"), shared);

    assertThat(one.getMetadata()).isEqualTo(pod("one").getMetadata());
    assertThat(one.getStatus()).isEqualTo(pod("one").getStatus());
    assertThat(one.getSpec().getContainers().getFirst().getResources().getLimits())
        .containsEntry("memory", Quantity.parse("64Mi"));
    assertThat(one.getSpec().getContainers().getFirst().getImage()).isEqualTo("server:1");
    assertThat(two.getSpec().getContainers().getFirst())
        .isSameAs(one.getSpec().getContainers().getFirst());
    assertThat(two.getSpec().getInitContainers().getFirst())
        .isSameAs(one.getSpec().getInitContainers().getFirst());
  }

  private static List<Volume> volumes(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getVolumes();
  }

  private static Pod pod(String name) {
    String yaml =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: "%s"}
        spec:
          nodeName: node
          initContainers:
          - {name: fetch, image: fetch:1, resources: {limits: {memory: 64Mi}}}
          containers:
          - {name: server, image: "server:1", env: [{name: POD, value: "%s"}], resources: {limits: {memory: 64Mi}}}
        status: {phase: Running, podIP: 10.0.0.1}
        """
            .formatted(name, name);
    return Serialization.unmarshal(yaml, Pod.class);
  }

  @Test
  void aRecordSaysWhatItSaid() {
    ControllerRevision kept = Trim.record(record("one"));

    assertThat(Serialization.asJson(kept.getData()))
        .isEqualTo(Serialization.asJson(record("one").getData()));
    assertThat(Serialization.asJson(RevisionRecord.unpack(kept)))
        .isEqualTo(Serialization.asJson(record("one")));
    assertThat(RevisionRecord.read(kept)).isEqualTo(RevisionRecord.read(record("one")));
    assertThat(RevisionRecord.read(kept)).isPresent();
    assertThat(kept.getMetadata().getManagedFields()).isEmpty();
  }

  @Test
  void aRecordThatWasPackedStaysSo() {
    ControllerRevision twice = Trim.record(Trim.record(record("one")));

    assertThat(RevisionRecord.read(twice)).isEqualTo(RevisionRecord.read(record("one")));
  }

  @Test
  void aRecordOfSomebodyElseMaySayAnything() {
    var foreign =
        new ControllerRevisionBuilder().withNewMetadata().endMetadata().withData("text").build();

    assertThat(Trim.record(foreign).getData()).isEqualTo("text");
  }

  private static Container container(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getContainers().getFirst();
  }

  private static ControllerRevision record(String uri) {
    String yaml =
        """
        apiVersion: apps/v1
        kind: ControllerRevision
        metadata: {name: minilm-1}
        revision: 1
        data:
          declared: {uri: "%s"}
          image: registry.example.com/runtime-onnx:1
          template: {spec: {containers: [{name: server, tty: false}], volumes: []}}
        """
            .formatted(uri);
    return Serialization.unmarshal(yaml, ControllerRevision.class);
  }

  private static Map<String, Object> fields(Deployment deployment) {
    return deployment
        .getMetadata()
        .getManagedFields()
        .getFirst()
        .getFieldsV1()
        .getAdditionalProperties();
  }

  private static Object labels(Map<String, Object> fields) {
    return ((Map<?, ?>) fields.get("f:metadata")).get("f:labels");
  }

  private static Deployment deployment(String uid) {
    String yaml =
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: minilm-1
          managedFields:
          - manager: fairlead
            operation: Apply
            fieldsV1:
              f:metadata:
                f:labels:
                  f:app: {}
                f:ownerReferences:
                  'k:{"uid":"%s"}': {}
              f:spec:
                f:replicas: {}
                f:template:
                  f:spec:
                    f:enableServiceLinks: {}
          - manager: kubectl-edit
            operation: Update
            fieldsV1:
              f:spec:
                f:paused: {}
          - manager: kube-controller-manager
            operation: Update
            subresource: status
            fieldsV1:
              f:status:
                f:readyReplicas: {}
        spec:
          replicas: 3
          template:
            spec:
              volumes:
              - {name: tmp, emptyDir: {}}
              - {name: model, emptyDir: {sizeLimit: 1Gi}}
              containers:
              - name: server
                env:
                - {name: HOME, value: /tmp}
                - {name: NAME, value: "%s"}
                readinessProbe: {httpGet: {path: /v2/health/ready, port: 8080}}
        """
            .formatted(uid, uid);
    return Serialization.unmarshal(yaml, Deployment.class);
  }
}
