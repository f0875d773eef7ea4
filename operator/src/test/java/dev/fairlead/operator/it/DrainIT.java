package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.testsupport.AuditEvent;
import dev.fairlead.testsupport.AuditLog;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.FakeNodes;
import dev.fairlead.testsupport.Kubectl;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes are emptied: an eviction passes once enough is ready elsewhere, and not before. */
class DrainIT {
  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG.dedicated());

  private Models models;
  private int born;

  /** For its pods alone, so that nobody else's test is met by what is done to the nodes. */
  @BeforeEach
  void givenANamespaceAndTwoNodes(ControlPlane kube) {
    models = new Models(kube.client(), kube.newNamespace("drain"));
    List.of("a", "b").forEach(name -> addNode(kube, name));
  }

  @Test
  @Execution(CONCURRENT)
  void theOnlyPodMayGoOnceAnotherIsReady(ControlPlane kube) {
    movesOff(kube, node -> kubectl(kube, "cordon", node));
  }

  @Test
  @Execution(CONCURRENT)
  void ofThreePodsOneMayGoAtATime(ControlPlane kube) {
    Kube.withOperator(
        kube,
        models,
        () -> {
          models.apply("minilm", byHand(3));
          List<Pod> pods = placed(3);
          pods.forEach(this::becomesReady);
          models.awaitReady("minilm");
          assertThat(leastReady()).isEqualTo(2);

          awaitEvicted(kube, pods.getFirst());
          assertThat(eviction(kube, pods.get(1)).error()).contains("disruption budget");
          becomesReady(
              placed(3).stream()
                  .filter(p -> pods.stream().noneMatch(before -> name(before).equals(name(p))))
                  .findFirst()
                  .orElseThrow());
          awaitEvicted(kube, pods.get(1));

          models.apply("minilm", byHand(0));
          models.awaitReady("minilm");
          assertThat(leastReady()).isZero();
        });
  }

  @Test
  @Execution(CONCURRENT)
  void kubectlDrainEndsAndLittleIsWritten(ControlPlane kube) {
    Kube.withOperator(
        kube,
        models,
        () -> {
          models.apply("minilm", spec(1, ""));
          models.awaitReady("minilm");
          String node = node(placed(1).getFirst());
          AuditLog.Mark before = kube.auditLog().mark();

          kubectl(kube, "drain", node, "--delete-emptydir-data", "--timeout=150s");

          awaitOne(pod -> !node(pod).equals(node));
          List<AuditEvent> writes = Kube.writes(kube, before, models.namespace());
          assertThat(writes)
              .as("the size goes up and down again")
              .filteredOn(write -> write.resource().equals("deployments"))
              .hasSize(2);
          assertThat(writes)
              .as("what evictions have to leave stays the same")
              .noneMatch(write -> write.resource().equals("poddisruptionbudgets"));
        });
  }

  /** As a new version of the nodes comes: each old machine goes, and a new one takes its place. */
  @ParameterizedTest
  @Execution(CONCURRENT)
  @ValueSource(ints = {1, 3})
  void allNodesAreReplacedOneAfterTheOtherAndEnoughPodsAreReadyAllTheTime(
      int replicas, ControlPlane kube) {
    Kube.withOperator(
        kube,
        models,
        () -> {
          models.apply("minilm", spec(replicas, ""));
          models.awaitReady("minilm");
          placed(replicas);
          try (LeastReady ready = LeastReady.of(models, "minilm", replicas)) {
            for (String name : List.of("a", "b")) {
              String old = nodeNamed(name);
              kubectl(kube, "drain", old, "--delete-emptydir-data", "--timeout=150s");
              kubectl(kube, "delete", "node", old);
              addNode(kube, "new-" + name);

              awaitPods(
                  pods -> pods.size() == replicas && pods.stream().allMatch(LeastReady::isReady));
              models.awaitReady("minilm");
            }
            assertThat(ready.count())
                .as("pods that were ready at least")
                .isGreaterThanOrEqualTo(Math.max(1, replicas - 1));
          }
          assertThat(placed(replicas))
              .extracting(DrainIT::node)
              .isSubsetOf(nodeNamed("new-a"), nodeNamed("new-b"));
          assertThat(models.records("minilm")).hasSize(1);
        });
  }

  @Test
  @Execution(CONCURRENT)
  void eachStepMayBeAnotherOperators(ControlPlane kube) {
    Kube.withOperator(
        kube,
        models,
        () -> {
          models.apply("minilm", spec(1, ""));
          models.awaitReady("minilm");
        });
    Pod only = placed(1).getFirst();
    awaitRefused(kube, only);
    kubectl(kube, "cordon", node(only));

    Kube.withOperator(kube, models, () -> placed(2));
    awaitEvicted(kube, only);

    Kube.withOperator(kube, models, () -> awaitOne(pod -> !node(pod).equals(node(only))));
  }

  @Test
  @Execution(CONCURRENT)
  void aNodeThatTakesPodsAgainEndsItToo(ControlPlane kube) {
    Kube.withOperator(
        kube,
        models,
        () -> {
          models.apply("minilm", byHand(1));
          Pod only = placed(1).getFirst();
          becomesReady(only);
          models.awaitReady("minilm");
          kubectl(kube, "cordon", node(only));
          placed(2);

          kubectl(kube, "uncordon", node(only));

          awaitOne(pod -> name(pod).equals(name(only)));
        });
  }

  /** They cordon nothing: from what they remove, and have tainted, they evict. */
  @ParameterizedTest
  @Execution(CONCURRENT)
  @ValueSource(
      strings = {
        "karpenter.sh/disrupted:NoSchedule",
        "ToBeDeletedByClusterAutoscaler=1764540000:NoSchedule"
      })
  void aTaintOfAnAutoscalerIsADrainToo(String taint, ControlPlane kube) {
    movesOff(kube, node -> kubectl(kube, "taint", "node", node, taint));
  }

  /** The only pod, once its node is drained in that way. */
  private void movesOff(ControlPlane kube, Consumer<String> drain) {
    Kube.withOperator(
        kube,
        models,
        () -> {
          models.apply("minilm", byHand(1));
          Pod only = placed(1).getFirst();
          becomesReady(only);
          models.awaitReady("minilm");
          awaitRefused(kube, only);

          drain.accept(node(only));

          Pod other = another(placed(2), only);
          assertThat(node(other)).isNotEqualTo(node(only));
          models.await("minilm", md -> Models.is(md, "Ready", "True") && isMoving(md));
          assertThat(eviction(kube, only).error()).contains("disruption budget");
          becomesReady(other);
          models.awaitReady("minilm");
          awaitEvicted(kube, only);

          awaitOne(pod -> name(pod).equals(name(other)));
        });
  }

  @Test
  @Execution(CONCURRENT)
  void anAutoscalerThatKeepsTheNodeAfterAllEndsItToo(ControlPlane kube) {
    String taint = "karpenter.sh/disrupted:NoSchedule";
    Kube.withOperator(
        kube,
        models,
        () -> {
          models.apply("minilm", byHand(1));
          Pod only = placed(1).getFirst();
          becomesReady(only);
          models.awaitReady("minilm");
          kubectl(kube, "taint", "node", node(only), taint);
          placed(2);

          kubectl(kube, "taint", "node", node(only), taint + "-");

          awaitOne(pod -> name(pod).equals(name(only)));
        });
  }

  private void addNode(ControlPlane kube, String name) {
    kube.client()
        .resource(
            FakeNodes.node(nodeNamed(name))
                .editMetadata()
                .addToLabels("of", models.namespace())
                .endMetadata()
                .build())
        .create();
  }

  private String nodeNamed(String name) {
    return models.namespace() + "-" + name;
  }

  /** Its pods get ready when the test says so. */
  private String byHand(int replicas) {
    return spec(replicas, "metadata: {annotations: {test.fairlead.dev/pod: untouched}}, ");
  }

  /** With more of its template; by its digest, of which nothing has to be found out. */
  private String spec(int replicas, String more) {
    return """
    model: {uri: "oci://registry.test/models/minilm@sha256:%s"}
    resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
    replicas: %d
    template: {%sspec: {nodeSelector: {of: %s}}}
    """
        .formatted("4".repeat(64), replicas, more, models.namespace());
  }

  private static boolean isMoving(ModelDeployment md) {
    return Models.condition(md, "Reconciling")
        .filter(c -> c.getReason().equals("Moving"))
        .isPresent();
  }

  private int leastReady() {
    return models.budget("minilm").getSpec().getMinAvailable().getIntVal();
  }

  /** So many pods, each of which has a node. */
  private List<Pod> placed(int count) {
    return awaitPods(pods -> pods.size() == count && pods.stream().allMatch(p -> node(p) != null));
  }

  /** One pod is asked for and there, and it is that one. */
  private void awaitOne(Predicate<Pod> which) {
    Waiting.until(
        "the size is one",
        () -> models.deployments("minilm").stream().allMatch(d -> d.getSpec().getReplicas() == 1));
    awaitPods(pods -> pods.size() == 1 && which.test(pods.getFirst()));
    models.awaitReady("minilm");
  }

  /** Those that do not end. */
  private List<Pod> awaitPods(Predicate<List<Pod>> wanted) {
    return Waiting.await("those pods")
        .until(
            () ->
                models.pods("minilm").stream()
                    .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
                    .toList(),
            wanted);
  }

  private static Pod another(List<Pod> pods, Pod not) {
    return pods.stream().filter(p -> !name(p).equals(name(not))).findFirst().orElseThrow();
  }

  private void becomesReady(Pod pod) {
    models.becomesReady(pod, "10.1.2." + ++born);
  }

  /** Once it is refused for the budget: before that nobody may have counted its pods. */
  private void awaitRefused(ControlPlane kube, Pod pod) {
    Waiting.await("the budget is counted")
        .until(
            () -> models.budget("minilm").getStatus(),
            status -> status != null && Integer.valueOf(1).equals(status.getCurrentHealthy()));
    assertThat(eviction(kube, pod).error()).contains("disruption budget");
  }

  private void awaitEvicted(ControlPlane kube, Pod pod) {
    Waiting.await("the eviction of " + name(pod))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> eviction(kube, pod).status() == 0);
  }

  /** Asked once, as nothing else does it: drains and Java's client ask again by themselves. */
  private Kubectl.Result eviction(ControlPlane kube, Pod pod) {
    String path = "/api/v1/namespaces/%s/pods/%s/eviction".formatted(models.namespace(), name(pod));
    String body =
        """
        {"apiVersion": "policy/v1", "kind": "Eviction",
         "metadata": {"name": "%s", "namespace": "%s"}}
        """
            .formatted(name(pod), models.namespace());
    return kube.kubectl().run(List.of("create", "--raw", path, "-f", "-"), body);
  }

  private static void kubectl(ControlPlane kube, String... arguments) {
    Kubectl.Result result = kube.kubectl().run(arguments);
    assertThat(result.status()).as(result.error()).isZero();
  }

  private static String name(Pod pod) {
    return pod.getMetadata().getName();
  }

  private static String node(Pod pod) {
    return pod.getSpec().getNodeName();
  }
}
