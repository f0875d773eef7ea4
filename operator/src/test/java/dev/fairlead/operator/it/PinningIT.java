package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Waiting;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;

/** What a tag stands for is asked before anything starts, and what serves does not wait for it. */
class PinningIT {
  private static final String SERVING = "model: {uri: \"oci://registry.test/models/minilm:1\"}\n";
  private static final String ASKED = "model: {uri: \"oci://unresolved.test/models/minilm:2\"}\n";
  private static final String IDENTITY = "sha256:" + "5".repeat(64);
  private static final String PINNED = "oci://unresolved.test/models/minilm@" + IDENTITY;

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
  @Execution(CONCURRENT)
  void whatWasSaidIsWhatEveryPodFetchesAndTheJobIsGone(ControlPlane kube) {
    Models models = models(kube);
    models.apply("minilm", ASKED);
    ModelDeployment asked = awaitReconciling(models, "Resolving");
    assertThat(asked.getStatus().revisions()).isNullOrEmpty();

    SourceAnswers.end(models, "minilm", 0, SourceAnswers.of(IDENTITY));

    ModelDeployment ready = models.awaitReady("minilm");
    assertThat(ready.getStatus().revisions())
        .singleElement()
        .satisfies(r -> assertThat(r.model().uri()).endsWith(":2"))
        .satisfies(r -> assertThat(r.model().resolved()).isEqualTo(PINNED));
    assertThat(fetchArguments(models)).contains("--uri=" + PINNED, "--identity=" + IDENTITY);
    Waiting.until(
        "the Job and its pod are gone",
        () -> models.jobs("minilm").isEmpty() && models.resolvers("minilm").isEmpty());
  }

  @Test
  @Execution(CONCURRENT)
  void whereThereIsNoSuchTagItSaysSoWhatServesGoesOnAndGoingBackAsksNobody(ControlPlane kube) {
    Models models = models(kube);
    models.apply("minilm", SERVING);
    String first = models.awaitReady("minilm").getStatus().stableRevision();
    List<String> pods = uids(models);

    models.apply("minilm", ASKED);
    awaitReconciling(models, "Resolving");
    SourceAnswers.end(models, "minilm", 1, "ModelNotFound: no such tag");

    ModelDeployment refused = models.awaitReason("minilm", "ModelNotFound");
    assertThat(Models.is(refused, "Stalled", "True")).isTrue();
    assertThat(Models.is(refused, "Available", "True")).isTrue();
    assertThat(refused.getStatus().stableRevision()).isEqualTo(first);
    assertThat(uids(models)).isEqualTo(pods);

    models.apply("minilm", SERVING);
    assertThat(models.awaitReady("minilm").getStatus().stableRevision()).isEqualTo(first);
    assertThat(uids(models)).isEqualTo(pods);
    Waiting.until("the Job is gone", () -> models.jobs("minilm").isEmpty());
  }

  private static Models models(ControlPlane kube) {
    return new Models(kube.client(), kube.newNamespace("pinning"));
  }

  private static ModelDeployment awaitReconciling(Models models, String reason) {
    return models.await(
        "minilm",
        md ->
            Models.condition(md, "Reconciling")
                .filter(c -> reason.equals(c.getReason()))
                .isPresent());
  }

  private static List<String> uids(Models models) {
    return models.pods("minilm").stream().map(p -> p.getMetadata().getUid()).sorted().toList();
  }

  private static List<String> fetchArguments(Models models) {
    return models.pods("minilm").getFirst().getSpec().getInitContainers().getFirst().getArgs();
  }
}
