package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.fairlead.testsupport.AuditEvent;
import dev.fairlead.testsupport.AuditLog;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Kubectl;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;

/**
 * What the first node pulled is what every later pod runs, and no pod starts anew for it: with the
 * controllers of Kubernetes, and nodes that report a digest of {@code registry.test/image}.
 */
class ImagePinIT {
  private static final String IMAGE = "registry.test/image:1";
  private static final String DIGEST = "sha256:" + "1".repeat(64);
  private static final String OTHER = "sha256:" + "9".repeat(64);
  private static final String PINNED = IMAGE + "@" + DIGEST;
  private static final String SPEC =
      """
      model: {uri: "oci://registry.test/models/minilm:1"}
      resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
      runtime: {image: "%s"}
      """
          .formatted(IMAGE);
  private static final String TWO_PODS = SPEC + "replicas: 2\n";
  private static final String FOREIGN =
      TWO_PODS.replace(
          "image: \"" + IMAGE + "\"",
          "image: \"%s\", custom: {ports: [{name: http, containerPort: 9000}]}".formatted(IMAGE));

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG);

  @Test
  @Execution(CONCURRENT)
  void laterPodsAreMadeByDigestAndThoseThatRunStay(ControlPlane kube) {
    Models models = models(kube);
    AuditLog.Mark before = kube.auditLog().mark();
    Kube.withOperator(
        kube,
        models,
        () -> {
          List<String> first = startPinned(models, TWO_PODS);
          assertThat(models.replicaSets("minilm")).hasSize(1);
          assertThat(writes(kube, before, models))
              .as("made, paused with the digest, and told to go on")
              .filteredOn(resource -> resource.equals("deployments"))
              .hasSize(3);

          models.apply("minilm", SPEC + "replicas: 3\n");
          awaitPods(models, 3);
          assertThat(uids(models)).containsAll(first);
          assertThat(images(models)).containsExactly(IMAGE, IMAGE, PINNED);

          models.client().resource(podOf(models, IMAGE)).delete();
          Waiting.until(
              "another took its place",
              () -> images(models).equals(List.of(IMAGE, PINNED, PINNED)));
          assertThat(models.replicaSets("minilm")).hasSize(1);
        });
  }

  @Test
  @Execution(CONCURRENT)
  void aForeignServerIsPinnedToo(ControlPlane kube) {
    Models models = models(kube);
    Kube.withOperator(kube, models, () -> startPinned(models, FOREIGN));
    assertThat(models.replicaSets("minilm")).hasSize(1);
  }

  @Test
  @Execution(CONCURRENT)
  void goingBackIsDigestForDigestThoughTheStatusWasLost(ControlPlane kube) {
    Models models = models(kube);
    Kube.withOperator(
        kube,
        models,
        () -> {
          startPinned(models, TWO_PODS);
          models.apply("minilm", TWO_PODS + "refresh: anew\n");
          models.awaitReady("minilm");
          awaitPods(models, 2);
        });
    models.loseStatus("minilm");
    Kube.withOperator(
        kube,
        models,
        () -> {
          models.apply("minilm", TWO_PODS);
          models.awaitReady("minilm");
          awaitPods(models, 2);
          assertThat(images(models)).containsExactly(PINNED, PINNED);
          assertThat(models.get("minilm").getStatus().revisions())
              .extracting(revision -> revision.image().digest())
              .containsExactly(DIGEST, DIGEST);
        });
  }

  @Test
  @Execution(CONCURRENT)
  void anEditOfSomethingElseStartsFromTheDigest(ControlPlane kube) {
    Models models = models(kube);
    Kube.withOperator(
        kube,
        models,
        () -> {
          startPinned(models, TWO_PODS);
          models.apply("minilm", TWO_PODS.replace("cpu: 10m", "cpu: 11m"));
          models.awaitReady("minilm");
          awaitPods(models, 2);
          assertThat(images(models)).containsExactly(PINNED, PINNED);
        });
  }

  @Test
  @Execution(CONCURRENT)
  void aPodWithAnotherImageIsToldAndReplacedWithOneMoreInBetween(ControlPlane kube) {
    Models models = models(kube);
    Kube.withOperator(
        kube,
        models,
        () -> {
          startPinned(models, TWO_PODS);
          Pod differing = podOf(models, IMAGE);

          models.report(differing, pod -> running(pod, "registry.test/image@" + OTHER));

          Waiting.until(
              "it is gone", () -> !uids(models).contains(differing.getMetadata().getUid()));
          awaitEvent(models, "ImagesDiffer");
          models.await(
              "minilm",
              md ->
                  Models.condition(md, "ImageNotPinned").isEmpty()
                      && Models.condition(md, "Reconciling").isEmpty());
          awaitPods(models, 2);
        });
    assertThat(models.replicaSets("minilm")).hasSize(1);
  }

  @Test
  @Execution(CONCURRENT)
  void whereNodesReportNoDigestOfItItSaysSoAndNothingIsChanged(ControlPlane kube) {
    Models models = models(kube);
    AuditLog.Mark before = kube.auditLog().mark();
    String loaded = TWO_PODS.replace(IMAGE, "registry.test/loaded:1");
    Kube.withOperator(
        kube,
        models,
        () -> {
          models.apply("minilm", loaded);
          models.awaitReady("minilm");
          models.await("minilm", md -> Models.is(md, "ImageNotPinned", "True"));
        });
    assertThat(images(models)).containsOnly("registry.test/loaded:1");
    assertThat(writes(kube, before, models)).doesNotContain("replicasets");
  }

  @Test
  @Execution(CONCURRENT)
  void whereAnAdmissionRefusesThatItSaysSoAndGoesOnOnceItIsAllowed(ControlPlane kube) {
    Models models = models(kube);
    forbidDigests(kube, models.namespace());
    Kube.withOperator(
        kube,
        models,
        () -> {
          models.apply("minilm", TWO_PODS);
          models.await(
              "minilm",
              md ->
                  Models.is(md, "Ready", "True")
                      && Models.condition(md, "ImageNotPinned")
                          .filter(c -> c.getMessage().contains("ReplicaSets stay as they are"))
                          .isPresent());
          awaitPods(models, 2);
          List<String> pods = uids(models);

          kubectl(kube, "", "delete", "validatingadmissionpolicybinding", models.namespace());
          models.await("minilm", md -> Models.condition(md, "ImageNotPinned").isEmpty());

          Waiting.until(
              "it goes on",
              () -> models.deployments("minilm").stream().allMatch(ImagePinIT::goesOnPinned));
          assertThat(uids(models)).isEqualTo(pods);
        });
  }

  private static void forbidDigests(ControlPlane kube, String namespace) {
    kubectl(
        kube,
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: "%1$s"}
        spec:
          failurePolicy: Fail
          matchConstraints:
            namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "%1$s"}}
            resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [UPDATE], resources: [replicasets]}]
          validations:
          - expression: object.spec.template.spec == oldObject.spec.template.spec
            message: ReplicaSets stay as they are
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: "%1$s"}
        spec: {policyName: "%1$s", validationActions: [Deny]}
        ---
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata: {name: probe, namespace: "%1$s"}
        spec:
          replicas: 0
          selector: {matchLabels: {app: probe}}
          template:
            metadata: {labels: {app: probe}}
            spec: {containers: [{name: server, image: "registry.test/image:1"}]}
        """
            .formatted(namespace),
        "apply",
        "-f",
        "-");
    Waiting.until(
        "the policy is in force",
        () ->
            kube.kubectl()
                    .run(
                        List.of(
                            "--namespace=" + namespace,
                            "set",
                            "image",
                            "--dry-run=server",
                            "replicaset/probe",
                            "server=registry.test/image:2"),
                        "")
                    .status()
                != 0);
    kubectl(kube, "", "--namespace=" + namespace, "delete", "replicaset", "probe");
  }

  private static void kubectl(ControlPlane kube, String input, String... arguments) {
    Kubectl.Result result = kube.kubectl().run(List.of(arguments), input);
    assertThat(result.status()).as(result.error()).isZero();
  }

  /** Ready, and later pods of it are made by digest; the pods that it has. */
  private static List<String> startPinned(Models models, String spec) {
    models.apply("minilm", spec);
    models.awaitReady("minilm");
    awaitPods(models, 2);
    Waiting.until(
        "later pods are made by digest",
        () ->
            models.deployments("minilm").stream().allMatch(ImagePinIT::goesOnPinned)
                && models.replicaSets("minilm").stream()
                    .allMatch(set -> PINNED.equals(image(set.getSpec().getTemplate()))));
    assertThat(images(models)).as("those that run stay").containsExactly(IMAGE, IMAGE);
    return uids(models);
  }

  private static boolean goesOnPinned(Deployment deployment) {
    return PINNED.equals(image(deployment.getSpec().getTemplate()))
        && !Boolean.TRUE.equals(deployment.getSpec().getPaused())
        && Objects.equals(
            deployment.getStatus().getObservedGeneration(),
            deployment.getMetadata().getGeneration());
  }

  private static String image(PodTemplateSpec template) {
    return template.getSpec().getContainers().getFirst().getImage();
  }

  private static Pod running(Pod pod, String imageId) {
    return new PodBuilder(pod)
        .editStatus()
        .editFirstContainerStatus()
        .withImageID(imageId)
        .endContainerStatus()
        .endStatus()
        .build();
  }

  private static Pod podOf(Models models, String image) {
    return models.pods("minilm").stream()
        .filter(pod -> image.equals(pod.getSpec().getContainers().getFirst().getImage()))
        .findFirst()
        .orElseThrow();
  }

  private static void awaitPods(Models models, int number) {
    Waiting.until(number + " pods", () -> models.pods("minilm").size() == number);
  }

  private static List<String> uids(Models models) {
    return models.pods("minilm").stream().map(p -> p.getMetadata().getUid()).toList();
  }

  private static List<String> images(Models models) {
    return models.pods("minilm").stream()
        .map(pod -> pod.getSpec().getContainers().getFirst().getImage())
        .sorted()
        .toList();
  }

  private static List<String> writes(ControlPlane kube, AuditLog.Mark since, Models models) {
    return Kube.writes(kube, since, models.namespace()).stream().map(AuditEvent::resource).toList();
  }

  private static void awaitEvent(Models models, String reason) {
    Waiting.until(
        "an event " + reason,
        () ->
            models.client().v1().events().inNamespace(models.namespace()).list().getItems().stream()
                .map(Event::getReason)
                .anyMatch(reason::equals));
  }

  private static Models models(ControlPlane kube) {
    return new Models(kube.client(), kube.newNamespace("images"));
  }
}
