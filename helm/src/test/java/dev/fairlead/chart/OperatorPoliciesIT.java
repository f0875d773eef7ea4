package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneConfig;
import dev.fairlead.testsupport.ControlPlaneExtension;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Somebody has the operator's token, and tries to get further with it. That the operator itself
 * still gets its work done is what all its own tests show, which run under these policies.
 */
class OperatorPoliciesIT {
  @RegisterExtension
  static final ControlPlaneExtension KUBE =
      new ControlPlaneExtension(ControlPlaneConfig.apiServer().withGatewayApi().dedicated());

  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final PatchContext STRATEGIC = PatchContext.of(PatchType.STRATEGIC_MERGE);

  private static final String LIVE =
      "{\"metadata\": {\"annotations\": {\"serving.fairlead.dev/live\": \"7 now\"}}}";

  private static final List<String> CHANGES = List.of("create", "update", "patch", "delete");

  private static People people;
  private static KubernetesClient operator;

  @BeforeAll
  static void givenAnInstalledChart(ControlPlane kube) {
    people = People.withTheChart(kube);
    people.inTheWholeCluster(
        Helm.NAMESPACE,
        "fairlead",
        "{apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [create]}");
    operator = people.operator();
    String probe = kube.newNamespace("probe");
    people.create(pod(probe, "probe"));
    People.awaitDenied(
        "an object of nobody",
        () -> create(Write.CONFIG_MAP.with("kind: ModelDeployment", "kind: X")));
    People.awaitDenied("a pod of the node", () -> create(onTheNetworkOfTheNode()));
    People.awaitDenied("a deletion", () -> dryRunDelete(probe, "probe"));
    People.awaitAllowed("a slice", () -> create(Write.SLICE));
  }

  @AfterAll
  static void close() {
    people.close();
  }

  static Stream<Write> writes() {
    return Write.all();
  }

  @ParameterizedTest
  @MethodSource("writes")
  void whatBelongsToAModelDeploymentIsAllowed(Write write) {
    create(write);
  }

  static Stream<Write.Breakout> breakouts() {
    return Write.breakouts();
  }

  @ParameterizedTest
  @MethodSource("breakouts")
  void nothingElseIs(Write.Breakout breakout) {
    People.assertDenied(breakout.message(), () -> create(breakout.write()));
  }

  /** Policies hold the operator's account, not the kinds. */
  @Test
  void othersAreNotHeld(KubernetesClient admin) {
    admin.resource(onTheNetworkOfTheNode().yaml()).dryRun().create();
  }

  @Test
  void whatBelongsToOthersIsNeitherTakenNorDeleted(ControlPlane kube) {
    String namespace = kube.newNamespace("others");
    people.create(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: payments, namespace: %s}
        """
            .formatted(namespace));
    var payments = operator.configMaps().inNamespace(namespace).withName("payments");

    People.assertDenied(
        "changes and deletes only what belongs to a ModelDeployment",
        () -> payments.patch(MERGE, "{\"metadata\": " + ours("payments") + "}"));
    People.assertDenied(
        "changes and deletes only what belongs to a ModelDeployment", payments::delete);
  }

  @Test
  void labelsThatWereLostAreGivenBackAndAnOwnerIsNotChanged(ControlPlane kube) {
    String namespace = kube.newNamespace("lost");
    people.create(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: minilm-trusted-cas
          namespace: %s
          ownerReferences: [%s]
        """
            .formatted(namespace, owner("minilm")));
    var authorities = operator.configMaps().inNamespace(namespace).withName("minilm-trusted-cas");

    authorities.patch(MERGE, "{\"metadata\": " + ours("minilm") + "}");

    People.assertDenied(
        "does not give what belongs to a ModelDeployment to anybody else",
        () -> authorities.patch(MERGE, "{\"metadata\": " + ours("other") + "}"));
    authorities.delete();
  }

  @Test
  void onlyPodsOfModelDeploymentsAreDeleted(ControlPlane kube) {
    String namespace = kube.newNamespace("pods");
    String labels =
        "labels: {app.kubernetes.io/managed-by: fairlead, serving.fairlead.dev/revision: m-1}";
    people.create(pod(namespace, "payments"));
    people.create(pod(namespace, "like-ours", labels));
    people.create(pod(namespace, "of-others", labels, replicaSet("x-1")));
    people.create(pod(namespace, "ours", labels, replicaSet("m-1-5d")));

    for (String name : new String[] {"payments", "like-ours", "of-others"}) {
      People.assertDenied(
          "deletes only pods of a ModelDeployment", () -> dryRunDelete(namespace, name));
      People.assertDenied(
          "deletes only pods of a ModelDeployment", () -> patch(namespace, name, LIVE));
    }
    dryRunDelete(namespace, "ours");
  }

  @Test
  void ofAPodOnlyOneAnnotationIsChanged(ControlPlane kube) {
    String namespace = kube.newNamespace("touched");
    String labels =
        "labels: {app.kubernetes.io/managed-by: fairlead, serving.fairlead.dev/revision: m-1}";
    people.create(pod(namespace, "ours", labels, replicaSet("m-1-5d"), "annotations: {a: b}"));

    patch(namespace, "ours", LIVE);

    for (String change :
        List.of(
            "{\"metadata\": {\"annotations\": {\"b\": \"c\"}}}",
            "{\"metadata\": {\"annotations\": {\"a\": null}}}",
            "{\"metadata\": {\"labels\": {\"app\": \"payments\"}}}",
            "{\"metadata\": {\"finalizers\": [\"test.fairlead.dev/stay\"]}}",
            "{\"metadata\": {\"ownerReferences\": null}}",
            "{\"spec\": {\"activeDeadlineSeconds\": 1}}")) {
      People.assertDenied(
          "changes only one annotation of a pod", () -> patch(namespace, "ours", change));
    }
  }

  @Test
  void ofAReplicaSetOnlyTheDigestOfItsImageIsChanged(ControlPlane kube) {
    String namespace = kube.newNamespace("images");
    people.create(replicaSet(namespace, "m-1-5d", "m-1"));
    people.create(replicaSet(namespace, "m-1-6e", "payments"));
    String digest = "@sha256:" + "1".repeat(64);
    String pinned =
        template("containers: [{name: server, image: 'registry.test/a:1" + digest + "'}]");

    People.awaitDenied("another's ReplicaSet", () -> patchReplicaSet(namespace, "m-1-6e", pinned));
    patchReplicaSet(namespace, "m-1-5d", pinned);

    People.assertDenied(
        "changes only ReplicaSets of a ModelDeployment",
        () -> patchReplicaSet(namespace, "m-1-6e", pinned));
    for (String change :
        List.of(
            template("containers: [{name: server, image: 'registry.test/b:1" + digest + "'}]"),
            template("containers: [{name: server, image: 'registry.test/a:2'}]"),
            template("containers: [{name: server, command: [sh]}]"),
            template("containers: [{name: server, env: [{name: A, value: b}]}]"),
            template("containers: [{name: fetch, image: 'registry.test/f:1" + digest + "'}]"),
            template("volumes: [{name: more, emptyDir: {}}]"),
            template("serviceAccountName: payments"),
            template("containers: [{name: server, lifecycle: {preStop: {exec: {command: [sh]}}}}]"),
            template("containers: [{name: server, livenessProbe: {exec: {command: [sh]}}}]"),
            template("containers: [{name: server, workingDir: /tmp}]"),
            template("nodeName: node-1"),
            template("tolerations: [{operator: Exists}]"),
            template("imagePullSecrets: [{name: payments}]"),
            template("shareProcessNamespace: true"),
            "metadata: {labels: {app: payments}}",
            "spec: {replicas: 7}")) {
      People.assertDenied(
          "changes only the image of a ReplicaSet",
          () -> patchReplicaSet(namespace, "m-1-5d", change));
    }
    // two policies hold that, and either may be the first to say so
    People.assertDenied(
        "the operator",
        () ->
            patchReplicaSet(
                namespace,
                "m-1-5d",
                template(
                    "containers: [{name: server, securityContext: {allowPrivilegeEscalation: true}}]")));
  }

  /** Events, leases and statuses are left to RBAC: they bring nobody further. */
  @Test
  void everyKindThatTheOperatorMayChangeIsHeld() throws IOException {
    Map<String, Object> rights =
        Helm.tree(Files.readString(Path.of("../operator/src/main/rbac/rules.yaml")));
    Set<String> changed =
        maps(rights.get("watched"))
            .filter(rule -> !Collections.disjoint(words(rule.get("verbs")), CHANGES))
            .flatMap(rule -> words(rule.get("resources")).stream())
            .filter(resource -> !resource.equals("events") && !resource.contains("/"))
            .collect(Collectors.toSet());
    Set<String> held =
        Helm.objects().stream()
            .filter(object -> object.getKind().equals("ValidatingAdmissionPolicy"))
            .filter(object -> Helm.json(object).contains("by-the-operator"))
            .flatMap(object -> maps(object.get("spec", "matchConstraints", "resourceRules")))
            .flatMap(rule -> words(rule.get("resources")).stream())
            .collect(Collectors.toSet());

    assertThat(held).containsAll(changed);
    assertThat(changed).contains("deployments", "services", "pods");
  }

  /** {@code more}: labels and the like, in flow style. */
  private static String pod(String namespace, String name, String... more) {
    return """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: %s%s}
        spec: {containers: [{name: a, image: registry.test/a:1}]}
        """
        .formatted(
            name, namespace, Stream.of(more).map(m -> ", " + m).collect(Collectors.joining()));
  }

  private static String replicaSet(String namespace, String name, String owner) {
    return """
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata:
          name: %s
          namespace: %s
          labels: {app.kubernetes.io/managed-by: fairlead, serving.fairlead.dev/revision: m-1}
          ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: %s, uid: u, controller: true}]
        spec:
          replicas: 0
          selector: {matchLabels: {app: m}}
          template:
            metadata: {labels: {app: m}}
            spec:
              securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
              containers:
              - name: fetch
                image: registry.test/f:1
                securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
              - name: server
                image: registry.test/a:1
                securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        """
        .formatted(name, namespace, owner);
  }

  private static String template(String spec) {
    return "spec: {template: {spec: {%s}}}".formatted(spec);
  }

  private static void patchReplicaSet(String namespace, String name, String change) {
    // by its name alone it would be read first, which the operator may not
    operator
        .resource(
            new ReplicaSetBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .build())
        .patch(STRATEGIC, Serialization.asJson(Serialization.unmarshal(change, Map.class)));
  }

  private static String replicaSet(String name) {
    return "ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: %s, uid: u, controller: true}]"
        .formatted(name);
  }

  /** Metadata by which an object is taken over. */
  private static String ours(String model) {
    return """
        {"labels": {"app.kubernetes.io/managed-by": "fairlead", "serving.fairlead.dev/modeldeployment": "%s"},
         "ownerReferences": [%s]}
        """
        .formatted(model, owner(model));
  }

  private static String owner(String model) {
    return """
        {"apiVersion": "serving.fairlead.dev/v1alpha1", "kind": "ModelDeployment", "name": "%s", "uid": "u", "controller": true}
        """
        .formatted(model)
        .strip();
  }

  private static Write onTheNetworkOfTheNode() {
    return Write.DEPLOYMENT.with("containers:", "hostNetwork: true\n      containers:");
  }

  private static void create(Write write) {
    operator.resource(write.yaml()).dryRun().create();
  }

  private static void dryRunDelete(String namespace, String pod) {
    operator.pods().inNamespace(namespace).withName(pod).dryRun().delete();
  }

  private static void patch(String namespace, String pod, String change) {
    // by its name alone it would be read first, which the operator may not
    operator
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName(pod)
                .withNamespace(namespace)
                .endMetadata()
                .build())
        .patch(MERGE, change);
  }

  private static Stream<Map<?, ?>> maps(Object list) {
    return ((List<?>) list).stream().map(rule -> (Map<?, ?>) rule);
  }

  private static List<String> words(Object list) {
    return ((List<?>) list).stream().map(String::valueOf).toList();
  }
}
