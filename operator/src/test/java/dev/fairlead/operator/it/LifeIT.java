package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.testsupport.AuditEvent;
import dev.fairlead.testsupport.AuditLog;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Waiting;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From creation to deletion. */
class LifeIT {
  private static final String PINNED =
      """
      model: {uri: "oci://registry.test/models/minilm@sha256:%s"}
      replicas: 2
      """
          .formatted("4".repeat(64));
  private static final String SPEC =
      """
      model:
        uri: oci://registry.test/models/minilm:1
        version: "1"
      replicas: 2
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
  void whereNothingHasToBeResolvedItIsReadyWithFewerWrites(ControlPlane kube) {
    var models = new Models(kube.client(), kube.newNamespace("life"));
    AuditLog.Mark before = kube.auditLog().mark();

    models.apply("minilm", PINNED);
    ModelDeployment md = models.awaitReady("minilm");

    assertThat(md.getStatus().revisions().getFirst().model().resolved()).isNull();
    List<AuditEvent> writes = Kube.writes(kube, before, models.namespace());
    assertThat(writes).noneMatch(write -> write.resource().equals("jobs"));
    assertThat(writes).as("writes until Ready").hasSizeLessThanOrEqualTo(9);
  }

  /** Three more: a Job, the status that speaks of it, and its deletion. */
  @Test
  void aNewOneGetsReadyWithFewWrites(ControlPlane kube) {
    var models = new Models(kube.client(), kube.newNamespace("life"));
    AuditLog.Mark before = kube.auditLog().mark();

    models.apply("minilm", SPEC);
    ModelDeployment md = models.awaitReady("minilm");

    assertThat(md.getStatus().replicas()).isEqualTo(2);
    assertThat(md.getStatus().readyReplicas()).isEqualTo(2);
    assertThat(md.getStatus().url()).isEqualTo("http://minilm." + models.namespace() + ".svc");
    assertThat(md.getStatus().model()).as("fake pods answer nothing").isNull();
    assertThat(md.getStatus().revisions())
        .singleElement()
        .satisfies(r -> assertThat(r.name()).isEqualTo(md.getStatus().stableRevision()))
        .satisfies(r -> assertThat(r.model().digest()).startsWith("sha256:2222"))
        // the fake nodes report a digest of another repository
        .satisfies(r -> assertThat(r.image().digest()).isNull());
    assertThat(Models.is(md, "ImageNotPinned", "True")).isTrue();
    List<AuditEvent> writes = Kube.writes(kube, before, models.namespace());
    assertThat(writes).as("writes until Ready").hasSizeLessThanOrEqualTo(12);
  }

  @Test
  void nothingIsWrittenWhileNothingChanges(ControlPlane kube) {
    var models = new Models(kube.client(), kube.newNamespace("life"));
    models.apply("minilm", SPEC);
    models.awaitReady("minilm");
    AuditLog.Mark before = kube.auditLog().mark();

    models.apply("minilm", SPEC); // the same once more
    operator.close();
    operator = Kube.startOperator(kube); // which reconciles everything anew
    Waiting.await("nothing is written")
        .during(Duration.ofSeconds(3))
        .until(() -> Kube.writes(kube, before, models.namespace()).isEmpty());
  }

  @Test
  void deletionLeavesNothingBehind(ControlPlane kube) {
    var models = new Models(kube.client(), kube.newNamespace("life"));
    models.apply("minilm", SPEC);
    models.awaitReady("minilm");

    models.delete("minilm");

    Waiting.await("nothing is left").until(() -> models.isGone("minilm"));
  }
}
