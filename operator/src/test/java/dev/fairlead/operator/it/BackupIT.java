package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.operator.Authorities;
import dev.fairlead.testsupport.AuditEvent;
import dev.fairlead.testsupport.AuditLog;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was lost is rebuilt from what is left, by an operator that by then has another default
 * image: revisions keep their names and their images, and no pod starts anew.
 */
class BackupIT {
  private static final String ONE = spec("oci://registry.test/models/minilm:1");

  /** Old pods that are kept for a while are told so: by the ConfigMap of live settings. */
  private static final String TWO =
      spec("oci://registry.test/models/minilm:2")
          + "rollout: {strategy: BlueGreen, blueGreen: {keepOld: 1s}}\n";

  private static final Path GUIDE = Path.of("..", "docs", "backup.md");
  private static final Pattern BY_HAND = Pattern.compile("\\RBy hand, .*\\R```\\R([^`]+)```\\R");

  /** Each is one test's; they are prepared side by side, since one takes as long as all. */
  private static final Deque<Models> PREPARED = new ArrayDeque<>();

  private static final int TESTS = 3;

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG);

  @TempDir static Path folder;

  private static TestConfig older;
  private static TestConfig newer;

  /** Another cluster, which knows nothing of the first one. */
  private static ControlPlane other;

  @BeforeAll
  static void givenAnotherClusterAndASiteWithAuthorities() throws IOException {
    Path authorities = Files.writeString(folder.resolve("ca.crt"), Authorities.ONE);
    older = TestConfig.DEFAULT.withTrustedCas(authorities);
    newer = older.withRuntimeImage("registry.test/fairlead/runtime-onnx:2");
    other = ControlPlane.start(Kube.CONFIG.dedicated());
  }

  @AfterAll
  static void stop() {
    other.close();
  }

  @Test
  void aNamespaceThatIsRestoredInAnotherClusterIsTakenOver(ControlPlane kube) {
    Models before = twoVersions(kube);
    Models after = models(other);
    assertThat(children(before))
        .extracting(child -> child.getMetadata().getName())
        .contains("minilm-live", "minilm-trusted-cas");

    restore(children(before), after);
    restore(List.of(before.get("minilm")), after);
    Waiting.await("its pods are there")
        .until(() -> after.pods("minilm").size() == 2); // as the restored Deployment says
    List<String> pods = pods(after);

    withNewerOperator(
        other,
        () -> {
          assertSame(before, after);
          assertThat(pods(after)).isEqualTo(pods);
          assertGoesBack(after);
        });
    assertIsLeftAlone(other, after);
  }

  @Test
  void theCommandsOfTheGuideBringWhatIsEnough(ControlPlane kube) throws Exception {
    Models before = twoVersions(kube);
    Models after = models(other);
    Matcher byHand = BY_HAND.matcher(Files.readString(GUIDE));
    assertThat(byHand.find()).as("commands in %s", GUIDE).isTrue();

    Terminal.of(
            Files.createTempDirectory(folder, "home"),
            kube,
            before.namespace(),
            other,
            after.namespace())
        .type(byHand.group(1));

    withNewerOperator(
        other,
        () -> {
          assertSame(before, after);
          assertThat(images(after)).isEqualTo(images(before));
          assertGoesBack(after);
        });
  }

  @Test
  void withoutOwnersAndStatusNothingStartsAnew(ControlPlane kube) {
    Models models = twoVersions(kube);
    ModelDeploymentStatus before = models.get("minilm").getStatus();
    List<String> pods = pods(models);

    children(models).forEach(child -> loseOwners(kube.client(), child));
    models.loseStatus("minilm");

    withNewerOperator(
        kube,
        () -> {
          ModelDeploymentStatus after = models.awaitReady("minilm").getStatus();
          assertThat(after.revisions().getFirst()).isEqualTo(before.revisions().getFirst());
          // of the retired one too: what only its pods could tell
          assertThat(known(after)).isEqualTo(known(before));
          assertThat(after.stableRevision()).isEqualTo(before.stableRevision());
          assertOwned(models);
          assertThat(pods(models)).isEqualTo(pods);
        });
  }

  private static List<String> known(ModelDeploymentStatus status) {
    return status.revisions().stream()
        .map(r -> "%s %s %s".formatted(r.name(), r.model(), r.image()))
        .toList();
  }

  /** Whoever restored it owned each of its fields, defaults too. */
  private static void assertIsLeftAlone(ControlPlane kube, Models models) {
    AuditLog.Mark before = kube.auditLog().mark();
    withNewerOperator(
        kube,
        () -> {
          models.loseStatus("minilm"); // tells when the operator has looked
          models.awaitReady("minilm");
        });
    assertThat(Kube.writes(kube, before, models.namespace()))
        // what servers were told last is in the status, so that they are told again
        .filteredOn(write -> !write.name().equals("minilm-live"))
        .isNotEmpty()
        .extracting(AuditEvent::subresource)
        .containsOnly("status");
  }

  private static Models twoVersions(ControlPlane kube) {
    if (PREPARED.isEmpty()) {
      Stream.generate(() -> models(kube)).limit(TESTS).forEach(PREPARED::add);
      Kube.withOperator(
          kube, older, http -> {}, () -> List.of(ONE, TWO).forEach(BackupIT::rollOut));
    }
    return PREPARED.removeFirst();
  }

  private static void rollOut(String spec) {
    PREPARED.forEach(models -> models.apply("minilm", spec));
    PREPARED.forEach(models -> models.awaitReady("minilm"));
    // those of a Deployment that was deleted go a little later
    PREPARED.forEach(
        models -> Waiting.until("two pods are left", () -> models.pods("minilm").size() == 2));
  }

  private static void withNewerOperator(ControlPlane kube, Runnable story) {
    Kube.withOperator(kube, newer, http -> {}, story);
  }

  private static void assertSame(Models before, Models after) {
    ModelDeploymentStatus status = after.awaitReady("minilm").getStatus();
    assertThat(status.stableRevision())
        .isEqualTo(before.get("minilm").getStatus().stableRevision());
    assertThat(records(after)).hasSize(2).isEqualTo(records(before));
    assertOwned(after);
  }

  /** Digest for digest: the record of the first version is used again. */
  private static void assertGoesBack(Models models) {
    List<String> before = records(models);
    models.apply("minilm", ONE);
    models.awaitReady("minilm");
    assertThat(records(models)).isEqualTo(before);
    Waiting.until(
        "one Deployment is left, with the image of its record",
        () -> images(models).equals(List.of(TestConfig.RUNTIME_IMAGE)));
  }

  /** So that they go when their ModelDeployment goes. */
  private static void assertOwned(Models models) {
    String uid = models.get("minilm").getMetadata().getUid();
    assertThat(children(models))
        .allSatisfy(
            child ->
                assertThat(child.getMetadata().getOwnerReferences())
                    .extracting(OwnerReference::getUid)
                    .containsExactly(uid));
  }

  private static List<HasMetadata> children(Models models) {
    List<HasMetadata> children = new ArrayList<>(models.records("minilm"));
    children.addAll(models.deployments("minilm"));
    children.add(models.service("minilm"));
    children.add(models.budget("minilm"));
    children.addAll(models.configMaps("minilm"));
    return children;
  }

  private static List<String> records(Models models) {
    return models.records("minilm").stream()
        .map(
            record ->
                "%s %d %s"
                    .formatted(
                        record.getMetadata().getName(),
                        record.getRevision(),
                        Serialization.asJson(record.getData())))
        .sorted()
        .toList();
  }

  private static List<String> images(Models models) {
    return models.deployments("minilm").stream()
        .map(d -> d.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage())
        .toList();
  }

  private static List<String> pods(Models models) {
    return models.pods("minilm").stream().map(p -> p.getMetadata().getUid()).sorted().toList();
  }

  /** As Velero does it: without owners, uids and statuses. */
  private static void restore(List<? extends HasMetadata> objects, Models into) {
    for (HasMetadata object : objects) {
      HasMetadata copy = Serialization.clone(object);
      ObjectMeta metadata = object.getMetadata();
      copy.setMetadata(
          new ObjectMetaBuilder()
              .withName(metadata.getName())
              .withNamespace(into.namespace())
              .withLabels(metadata.getLabels())
              .withAnnotations(metadata.getAnnotations())
              .build());
      switch (copy) {
        case Service service -> {
          service.getSpec().setClusterIP(null);
          service.getSpec().setClusterIPs(null);
        }
        case Deployment deployment -> deployment.setStatus(null);
        case ModelDeployment md -> md.setStatus(null);
        default -> {}
      }
      into.client().resource(copy).create();
    }
  }

  private static void loseOwners(KubernetesClient client, HasMetadata child) {
    child.getMetadata().setResourceVersion(null); // whatever controllers do meanwhile
    client
        .resource(child)
        .edit(
            edited -> {
              edited.getMetadata().setOwnerReferences(List.of());
              return edited;
            });
  }

  private static Models models(ControlPlane kube) {
    return new Models(kube.client(), kube.newNamespace("backup"));
  }

  private static String spec(String uri) {
    return """
        model: {uri: "%s"}
        resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
        replicas: 2
        """
        .formatted(uri);
  }
}
