package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.Authorities;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An object of a wanted name that belongs to somebody else is left alone. */
class NameConflictIT {
  private static final String SPEC = "model: {uri: 'oci://registry.test/models/minilm:1'}";

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG);

  @TempDir static Path folder;

  private static InProcessOperator operator;

  /** What the operator makes of the spec: in any other namespace it will want the same names. */
  private static List<HasMetadata> children;

  @BeforeAll
  static void start(ControlPlane kube) throws Exception {
    Path authorities = Files.writeString(folder.resolve("ca.crt"), Authorities.ONE);
    operator = Kube.startOperator(kube, TestConfig.DEFAULT.withTrustedCas(authorities));
    var models = new Models(kube.client(), kube.newNamespace("conflict"));
    models.apply("minilm", SPEC);
    models.awaitReady("minilm");
    children =
        Stream.of(
                List.of(
                    models.service("minilm"), models.trustedCas("minilm"), models.budget("minilm")),
                models.deployments("minilm"),
                models.records("minilm"))
            .flatMap(List::stream)
            .map(HasMetadata.class::cast)
            .toList();
  }

  @AfterAll
  static void stop() {
    operator.close();
  }

  static Stream<HasMetadata> unlabelled() {
    return children.stream().map(c -> foreign(c, Map.of("app", "mine")));
  }

  /** As after a copy of our own object: with all our labels, and an owner of its own. */
  static Stream<HasMetadata> labelled() {
    return children.stream()
        .map(c -> foreign(c, c.getMetadata().getLabels()))
        .peek(c -> c.addOwnerReference(somebody()));
  }

  @ParameterizedTest
  @Execution(CONCURRENT)
  @MethodSource({"unlabelled", "labelled"})
  void itIsNamedAndLeftAloneUntilItGoes(
      HasMetadata foreign, ControlPlane kube, KubernetesClient client) {
    var models = new Models(client, kube.newNamespace("conflict"));
    foreign.getMetadata().setNamespace(models.namespace());
    HasMetadata before = client.resource(foreign).create();

    models.apply("minilm", SPEC);

    ModelDeployment md = models.awaitReason("minilm", "NameConflict");
    assertThat(Models.is(md, "Stalled", "True")).isTrue();
    assertThat(Models.condition(md, "Ready").orElseThrow().getMessage())
        .startsWith(foreign.getKind() + " " + foreign.getMetadata().getName() + " exists")
        .contains("delete it, or give the ModelDeployment another name");
    assertThat(client.resource(before).get().getMetadata().getManagedFields())
        .as("writers of the foreign object")
        .noneMatch(f -> f.getManager().equals("fairlead"));

    client.resource(before).withGracePeriod(0).delete();
    models.awaitReady("minilm");
  }

  @Test
  @Execution(CONCURRENT)
  void whatServesIsRepairedAndScaledBesideIt(ControlPlane kube, KubernetesClient client) {
    var models = new Models(client, kube.newNamespace("conflict"));
    models.apply("minilm", SPEC);
    String revision = models.awaitReady("minilm").getStatus().stableRevision();
    edit(
        client,
        models.trustedCas("minilm"),
        c -> c.getMetadata().setOwnerReferences(List.of(somebody())));
    models.awaitReason("minilm", "NameConflict");

    models.scale("minilm", 2);
    edit(client, models.deployment(revision), d -> d.getSpec().setMinReadySeconds(7));

    Waiting.await("it is repaired and scaled")
        .until(
            () -> models.deployment(revision).getSpec(),
            spec -> spec.getReplicas() == 2 && spec.getMinReadySeconds() == null);
    assertThat(models.awaitReason("minilm", "NameConflict").getStatus().stableRevision())
        .isEqualTo(revision);
  }

  private static <R extends HasMetadata> void edit(
      KubernetesClient client, R object, Consumer<R> change) {
    object.getMetadata().setResourceVersion(null); // whatever the operator does meanwhile
    client
        .resource(object)
        .edit(
            edited -> {
              change.accept(edited);
              return edited;
            });
  }

  private static OwnerReference somebody() {
    return new OwnerReferenceBuilder()
        .withApiVersion("example.com/v1")
        .withKind("Owner")
        .withName("somebody")
        .withUid("00000000-0000-0000-0000-000000000001")
        .withController(true)
        .build();
  }

  private static HasMetadata foreign(HasMetadata child, Map<String, String> labels) {
    HasMetadata copy = Serialization.clone(child);
    copy.setMetadata(
        new ObjectMetaBuilder().withName(child.getMetadata().getName()).withLabels(labels).build());
    if (copy instanceof Service service) {
      service.getSpec().setClusterIP(null);
      service.getSpec().setClusterIPs(null);
    }
    return copy;
  }
}
