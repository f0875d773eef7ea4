package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.TrafficStatus;
import dev.fairlead.testsupport.AuditLog;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pods that a quota refuses are tried again long before Kubernetes would by itself. */
class QuotaIT {
  private static final String SPEC = spec(1);
  private static final String NEXT = spec(2);
  private static final String TRIED_AGAIN_AT = "serving.fairlead.dev/tried-again-at";

  /**
   * The operator's clock is ahead, so that the minute until its first nudge is over after 25
   * seconds: between two tries that would come anyway.
   */
  private static final Duration AHEAD = Duration.ofSeconds(35);

  private static final ClockAhead CLOCK = new ClockAhead();

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG);

  private static InProcessOperator operator;

  @BeforeAll
  static void start(ControlPlane kube) {
    operator = Kube.startOperator(kube, TestConfig.DEFAULT, CLOCK);
  }

  @AfterAll
  static void stop() {
    operator.close();
  }

  @BeforeEach
  void itIsLater() {
    CLOCK.by(AHEAD);
  }

  /** A rollout needs room for one more pod. */
  @Test
  void inMidRolloutWhatServesGoesOnAndTheNextVersionComesOnceThereIsRoom(
      ControlPlane kube, KubernetesClient client) {
    var models = new Models(client, kube.newNamespace("quota"));
    models.apply("minilm", SPEC);
    String first = models.awaitReady("minilm").getStatus().stableRevision();
    List<String> pods = uids(models);
    apply(client, models.namespace(), 1);
    awaitCounted(client, models.namespace(), 1);

    models.apply("minilm", NEXT);
    var refused = models.awaitReason("minilm", "QuotaExceeded");

    assertThat(Models.is(refused, "Stalled", "True")).isTrue();
    assertThat(Models.is(refused, "Available", "True")).isTrue();
    assertThat(Models.condition(refused, "Ready").orElseThrow().getMessage())
        .contains("exceeded quota: pods", "used: pods=1", "limited: pods=1");
    assertThat(refused.getStatus().stableRevision()).isEqualTo(first);
    assertThat(refused.getStatus().traffic()).containsExactly(new TrafficStatus(first, 100));
    assertThat(uids(models)).isEqualTo(pods);
    String second = refused.getStatus().candidateRevision();

    apply(client, models.namespace(), 2);
    awaitCounted(client, models.namespace(), 2);
    CLOCK.pass(Duration.ofMinutes(1));
    models.poke("minilm");

    assertThat(models.awaitReady("minilm").getStatus().stableRevision())
        .isEqualTo(second)
        .isNotEqualTo(first);
    Waiting.until("the old pod is gone", () -> models.pods("minilm").size() == 1);
  }

  @Test
  void itHealsSoonAfterTheQuotaWasRaised(ControlPlane kube, KubernetesClient client) {
    var models = new Models(client, kube.newNamespace("quota"));
    apply(client, models.namespace(), 0);
    awaitCounted(client, models.namespace(), 0);

    models.apply("minilm", SPEC);
    var refused = models.awaitReason("minilm", "QuotaExceeded");
    assertThat(Models.is(refused, "Stalled", "True")).isTrue();
    String revision = refused.getStatus().candidateRevision();
    var template = models.deployment(revision).getSpec().getTemplate();

    Waiting.await("a nudge").until(() -> triedAgainAt(models, revision) != null);
    // by itself the ReplicaSet is tried after 20 and 41 seconds, and then ever more rarely
    Awaitility.await("another try, well before that time")
        .atMost(Duration.ofSeconds(10))
        .until(() -> wasTriedAfterNudge(kube, models.namespace()));

    apply(client, models.namespace(), 10);
    awaitCounted(client, models.namespace(), 10);
    CLOCK.pass(Duration.ofMinutes(1));
    models.poke("minilm");

    Waiting.until(
        "it is Ready by the next nudge", () -> Models.is(models.get("minilm"), "Ready", "True"));
    models.awaitReady("minilm");
    assertThat(models.deployment(revision).getSpec().getTemplate()).isEqualTo(template);
    assertQuiet(kube, models);
  }

  /** Nothing more is written, not even to take the nudge's trace away. */
  private static void assertQuiet(ControlPlane kube, Models models) {
    AuditLog.Mark before = kube.auditLog().mark();
    Waiting.await("nothing is written")
        .during(Duration.ofSeconds(3))
        .until(() -> Kube.writes(kube, before, models.namespace()).isEmpty());
  }

  /** The nudge is the last patch of a Deployment: its controllers update it. */
  private static boolean wasTriedAfterNudge(ControlPlane kube, String namespace) {
    List<String> writes =
        kube.auditLog().since(AuditLog.Mark.BEGINNING).stream()
            .filter(e -> e.namespace().equals(namespace))
            .map(e -> e.verb() + " " + e.resource())
            .toList();
    return writes.lastIndexOf("create pods") > writes.lastIndexOf("patch deployments");
  }

  private static String triedAgainAt(Models models, String revision) {
    var annotations = models.deployment(revision).getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(TRIED_AGAIN_AT);
  }

  private static String spec(int version) {
    return """
        model: {uri: "oci://registry.test/models/minilm@sha256:%064d"}
        resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
        """
        .formatted(version);
  }

  private static List<String> uids(Models models) {
    return models.pods("minilm").stream().map(p -> p.getMetadata().getUid()).sorted().toList();
  }

  /** With the pods that are there: before that it admits more. */
  private static void awaitCounted(KubernetesClient client, String namespace, int pods) {
    Waiting.await("the quota is counted")
        .until(
            () -> client.resourceQuotas().inNamespace(namespace).withName("pods").require(),
            quota ->
                quota.getStatus() != null
                    && isCount(pods, quota.getStatus().getHard())
                    && isCount(
                        client.pods().inNamespace(namespace).list().getItems().size(),
                        quota.getStatus().getUsed()));
  }

  private static boolean isCount(int pods, Map<String, Quantity> counts) {
    return counts != null && new Quantity(Integer.toString(pods)).equals(counts.get("pods"));
  }

  private static void apply(KubernetesClient client, String namespace, int pods) {
    client
        .resource(
            new ResourceQuotaBuilder()
                .withNewMetadata()
                .withName("pods")
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withHard(Map.of("pods", new Quantity(Integer.toString(pods))))
                .endSpec()
                .build())
        .serverSideApply();
  }
}
