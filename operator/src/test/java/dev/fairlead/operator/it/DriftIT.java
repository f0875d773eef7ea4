package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.operator.Authorities;
import dev.fairlead.operator.revision.RevisionRecord;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Sample;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever somebody does to a child is put back. */
class DriftIT {
  private static final String SPEC =
      """
      model: {uri: "oci://registry.test/models/minilm:1"}
      runtime: {env: [{name: OMP_NUM_THREADS, value: "2"}]}
      resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
      replicas: 2
      """;

  /** Until each edit was tried. */
  private static final int DAYS = 3;

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG);

  private static final Deque<Models> BEGUN = new ArrayDeque<>();
  private static final int AHEAD = 4;

  @TempDir static Path folder;

  private static InProcessOperator operator;
  private static Models models;
  private static String revision;

  @BeforeAll
  static void start(ControlPlane kube) throws Exception {
    Path authorities = Files.writeString(folder.resolve("ca.crt"), Authorities.ONE);
    operator = Kube.startOperator(kube, TestConfig.DEFAULT.withTrustedCas(authorities));
  }

  /** Those of the next tests get ready meanwhile. */
  @BeforeEach
  void aModelIsReady(ControlPlane kube) {
    while (BEGUN.size() < AHEAD) {
      var next = new Models(kube.client(), kube.newNamespace("drift"));
      next.apply("minilm", SPEC);
      BEGUN.add(next);
    }
    models = BEGUN.removeFirst();
    revision = models.awaitReady("minilm").getStatus().stableRevision();
  }

  @AfterAll
  static void stop() {
    operator.close();
  }

  /** Somebody's edit of a child. */
  record Edit<R extends HasMetadata>(String what, Function<Models, R> child, Consumer<R> change) {
    void applyWith(KubernetesClient client) {
      R object = child.apply(models);
      object.getMetadata().setResourceVersion(null); // whatever the operator does meanwhile
      client
          .resource(object)
          .edit(
              edited -> {
                change.accept(edited);
                return edited;
              });
    }

    @Override
    public String toString() {
      return what;
    }
  }

  static List<Edit<?>> edits() {
    List<Edit<?>> all =
        List.of(
            service("selector", s -> s.getSpec().setSelector(new HashMap<>(Map.of("a", "b")))),
            service("key of the selector", s -> s.getSpec().getSelector().put("a", "b")),
            service("port", s -> s.getSpec().getPorts().getFirst().setPort(81)),
            service("second port", s -> s.getSpec().getPorts().add(port())),
            service("unready endpoints", s -> s.getSpec().setPublishNotReadyAddresses(true)),
            service("labels", DriftIT::loseLabels),
            service("owner", DriftIT::loseOwner),
            record("labels", DriftIT::loseLabels),
            record("owner", DriftIT::loseOwner),
            configMap("value", c -> c.getData().put("ca.crt", "mine")),
            configMap("key", c -> c.getData().put("mine.crt", "mine")),
            configMap("labels", DriftIT::loseLabels),
            configMap("owner", DriftIT::loseOwner),
            budget("number", b -> b.getSpec().setMinAvailable(new IntOrString(0))),
            budget("selector", b -> b.getSpec().getSelector().getMatchLabels().put("a", "b")),
            budget("labels", DriftIT::loseLabels),
            budget("owner", DriftIT::loseOwner),
            deployment("labels", DriftIT::loseLabels),
            deployment("owner", DriftIT::loseOwner),
            deployment("time until available", d -> d.getSpec().setMinReadySeconds(7)));
    return Sample.today().of(all, DAYS);
  }

  @ParameterizedTest
  @MethodSource("edits")
  void anEditIsPutBackAndNoPodIsTouched(Edit<?> edit, KubernetesClient client) {
    String before = Child.of(edit.child().apply(models));
    List<String> pods = pods();

    edit.applyWith(client);

    awaitShape(edit.child(), before);
    models.awaitReady("minilm");
    assertThat(pods()).isEqualTo(pods);
  }

  static List<Edit<?>> editsOfPods() {
    List<Edit<?>> all =
        List.of(
            deployment("size", d -> d.getSpec().setReplicas(5)),
            deployment("image", d -> server(d).setImage("registry.test/mine:1")),
            deployment("variable", d -> server(d).getEnv().getLast().setValue("64")),
            deployment("less variables", d -> server(d).getEnv().removeLast()),
            deployment("probe", d -> server(d).setReadinessProbe(null)),
            deployment(
                "host network", d -> d.getSpec().getTemplate().getSpec().setHostNetwork(true)));
    return Sample.today().of(all, DAYS);
  }

  @ParameterizedTest
  @MethodSource("editsOfPods")
  void anEditOfPodsIsPutBack(Edit<?> edit, KubernetesClient client) {
    String before = Child.of(edit.child().apply(models));

    edit.applyWith(client);

    awaitShape(edit.child(), before);
    models.awaitReady("minilm");
  }

  static Stream<Edit<?>> children() {
    return Stream.of(
        service("", s -> {}), configMap("", c -> {}), budget("", b -> {}), deployment("", d -> {}));
  }

  @ParameterizedTest
  @MethodSource("children")
  void whatIsDeletedComesBack(Edit<?> child, KubernetesClient client) {
    HasMetadata object = child.child().apply(models);
    String before = Child.of(object);

    client.resource(object).delete();

    awaitShape(child.child(), before);
    models.awaitReady("minilm");
  }

  @Test
  void aDeletedRecordIsWrittenAgainFromItsDeploymentAndNoPodIsTouched(KubernetesClient client) {
    ControllerRevision before = models.record(revision);
    List<String> pods = pods();

    client.resource(before).delete();

    ControllerRevision after =
        Waiting.await("it is written again").until(() -> models.record(revision), Objects::nonNull);
    assertThat(after.getRevision()).isEqualTo(before.getRevision());
    assertThat(RevisionRecord.read(after).orElseThrow().declared())
        .isEqualTo(RevisionRecord.read(before).orElseThrow().declared());
    models.awaitReady("minilm");
    assertThat(pods()).isEqualTo(pods);
  }

  @Test
  void aWipedStatusComesBack(KubernetesClient client) {
    ModelDeploymentStatus before = models.get("minilm").getStatus();

    client
        .resources(ModelDeployment.class)
        .inNamespace(models.namespace())
        .withName("minilm")
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":null}");

    ModelDeploymentStatus after = models.awaitReady("minilm").getStatus();
    // all but since when
    assertThat(after.stableRevision()).isEqualTo(before.stableRevision());
    assertThat(after.revisions()).isEqualTo(before.revisions());
    assertThat(after.traffic()).isEqualTo(before.traffic());
  }

  @Test
  void aRestartByHandIsNotFought(KubernetesClient client) {
    List<String> before = pods();
    String annotation = "kubectl.kubernetes.io/restartedAt";
    // with an edit that is put back, so that the operator has to write the Deployment
    deployment(
            "restart",
            d -> {
              d.getSpec().setMinReadySeconds(1);
              d.getSpec().getTemplate().getMetadata().setAnnotations(Map.of(annotation, "now"));
            })
        .applyWith(client);

    Waiting.await("other pods")
        .until(() -> pods().size() == 2 && pods().stream().noneMatch(before::contains));
    models.awaitReady("minilm");
    Deployment restarted = models.deployment(revision);
    assertThat(restarted.getSpec().getMinReadySeconds()).isNull();
    assertThat(restarted.getSpec().getTemplate().getMetadata().getAnnotations())
        .containsEntry(annotation, "now");
  }

  private static Edit<Service> service(String what, Consumer<Service> change) {
    return new Edit<>("Service: " + what, m -> m.service("minilm"), change);
  }

  private static Edit<ConfigMap> configMap(String what, Consumer<ConfigMap> change) {
    return new Edit<>("ConfigMap: " + what, m -> m.trustedCas("minilm"), change);
  }

  private static Edit<PodDisruptionBudget> budget(
      String what, Consumer<PodDisruptionBudget> change) {
    return new Edit<>("PodDisruptionBudget: " + what, m -> m.budget("minilm"), change);
  }

  private static Edit<ControllerRevision> record(String what, Consumer<ControllerRevision> change) {
    return new Edit<>("ControllerRevision: " + what, m -> m.record(revision), change);
  }

  private static Edit<Deployment> deployment(String what, Consumer<Deployment> change) {
    return new Edit<>("Deployment: " + what, m -> m.deployment(revision), change);
  }

  private static void awaitShape(Function<Models, ? extends HasMetadata> child, String wanted) {
    Waiting.await("it is put back")
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () -> {
              HasMetadata found = child.apply(models);
              assertThat(found).isNotNull();
              assertThat(Child.of(found)).isEqualTo(wanted);
            });
  }

  private static List<String> pods() {
    return models.pods("minilm").stream().map(p -> p.getMetadata().getUid()).sorted().toList();
  }

  private static Container server(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getContainers().getFirst();
  }

  private static ServicePort port() {
    var port = new ServicePort();
    port.setName("mine");
    port.setPort(9090);
    return port;
  }

  private static void loseLabels(HasMetadata object) {
    object.getMetadata().getLabels().clear();
  }

  private static void loseOwner(HasMetadata object) {
    ObjectMeta metadata = object.getMetadata();
    metadata.setOwnerReferences(List.of());
  }
}
