package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.api.v1alpha1.MirrorStatus;
import dev.fairlead.testsupport.Sampled;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Requests that the old version answers are sent to a new one too: only if it answers them alike it
 * gets some to answer, and nobody waits for that.
 */
@Sampled(days = 4)
class MirrorStory {
  private static final int PER_SECOND = 40;
  private static final int COMPARED = 200;
  private static final double LIMIT = 0.01;

  private static final String SAME = mirrored("same");
  private static final String DIFFERENT = mirrored("different");
  private static final String ROWS = "fairlead_mirror_top1_rows_total";
  private static final String AGREED = "fairlead_mirror_top1_agreement_total";

  @RegisterExtension static final Stage stage = new Stage();
  private final Model minilm = stage.model("minilm");

  /** It doubles two numbers, of which the larger one is what it decides for. */
  private final Model twice = stage.model("twice");

  @BeforeEach
  void givenNobodyElse() {
    stage.clear();
  }

  @Test
  void aVersionWithTheSameEmbeddingsPassesAndNobodyMetItBefore() throws Exception {
    String first = HeldStep.serve(minilm, "MINILM_Q");
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      declare(
          minilm,
          "2.0",
          "MINILM_Q",
          "strategy: BlueGreen, blueGreen: {keepOld: 0s, approval: Required}, " + mirror(""));
      minilm.awaitReason("AwaitingApproval");
      String second = minilm.candidateRevision();
      assertThat(Clients.answers(clients.report(), second)).as("answers before").isZero();

      MirrorStatus mirror = minilm.status().rollout().mirror();
      System.out.println("the same embeddings: " + mirror);
      hasPassed(mirror);
      assertThat(Double.parseDouble(mirror.maxRelativeDifference())).isLessThanOrEqualTo(LIMIT);
      assertThat(mirror.top1Agreement()).as("embeddings decide for nothing").isNull();
      assertThat(counted(minilm, first, SAME)).isGreaterThanOrEqualTo(mirror.compared());
      assertThat(counted(minilm, first, DIFFERENT)).isZero();

      minilm.approve("2.0");
      minilm.awaitSettled();

      assertThat(minilm.stableRevision()).isEqualTo(second);
      assertThat(Clients.answers(clients.noticedNothing(Clients.ENOUGH), second)).isPositive();
    }
  }

  @Test
  void aVersionWithTheSameScoresPassesAndStatusAndMetricsSayByWhichNumbers() throws Exception {
    String first = HeldStep.serve(twice, "QUICK");
    try (Clients clients = Clients.ofNumbers(twice, PER_SECOND)) {
      declare(twice, "2.0", "QUICK", canary(mirror(", minTop1Agreement: 99%")));
      String second = twice.awaitShare(HeldStep.SHARE);

      MirrorStatus mirror = twice.status().rollout().mirror();
      hasPassed(mirror);
      assertThat(mirror.maxRelativeDifference()).isEqualTo("0");
      assertThat(mirror.top1Agreement()).isEqualTo("100.00%");
      assertThat(counted(twice, first, SAME)).isGreaterThanOrEqualTo(mirror.compared());
      assertThat(counted(twice, first, ROWS))
          .isGreaterThanOrEqualTo(mirror.compared())
          .isEqualTo(counted(twice, first, AGREED));

      twice.approve("2.0");
      twice.awaitSettled();

      assertThat(twice.stableRevision()).isEqualTo(second);
      assertThat(clients.tool().report(Clients.ENOUGH).path("failures")).isEmpty();
    }
  }

  /** In eight bits the model answers nearly the same. */
  @Test
  void aVersionWithOtherEmbeddingsIsTakenBackBeforeItGetsARequest() throws Exception {
    String first = HeldStep.serve(minilm, "MINILM_Q");
    List<String> pods = minilm.podUids();
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      declare(minilm, "2.0", "MINILM", canary(mirror("")));
      String message = minilm.awaitReason("RolledBack");
      System.out.println("other embeddings: " + message);

      assertThat(message)
          .contains("answers to mirrored requests compared", "differ by more than " + LIMIT);
      minilm.awaitGone(minilm.newestRevision());
      assertThat(minilm.stableRevision()).isEqualTo(first);
      assertThat(minilm.podUids()).isEqualTo(pods);
      assertThat(counted(minilm, first, DIFFERENT)).isPositive();
      assertThat(Forwarded.by(minilm, first).turns()).as("its turns").isZero();
      assertThat(clients.noticedNothing(Clients.ENOUGH).path("revisions").properties()).hasSize(1);
    }
  }

  @Test
  void aVersionThatDecidesOtherwiseIsHeldForAPersonToLookAt() throws Exception {
    String first = HeldStep.serve(twice, "QUICK");
    try (Clients clients = Clients.ofNumbers(twice, PER_SECOND)) {
      declare(
          twice,
          "2.0",
          "OPPOSITE",
          "onFailure: Pause, " + canary(mirror(", minTop1Agreement: 99%")));
      String message = twice.awaitReason("MirrorFailed");
      System.out.println("other scores: " + message);

      assertThat(message)
          .contains("largest relative difference at most 2, limit 0.01", "top-1 agreement 0.00%");
      MirrorStatus mirror = twice.status().rollout().mirror();
      assertThat(mirror.passed()).isFalse();
      assertThat(mirror.maxRelativeDifference()).isEqualTo("2");
      assertThat(mirror.top1Agreement()).isEqualTo("0.00%");
      assertThat(counted(twice, first, AGREED)).isZero();
      assertThat(counted(twice, first, ROWS)).isPositive();
      assertThat(twice.pods(twice.newestRevision())).as("pods to look at").hasSize(1);

      JsonNode report = clients.tool().report(Clients.ENOUGH);
      assertThat(report.path("failures")).isEmpty();
      assertThat(report.path("revisions").properties()).hasSize(1);
      assertThat(Forwarded.by(twice, first).turns()).as("its turns").isZero();
    }
  }

  private static void hasPassed(MirrorStatus mirror) {
    assertThat(mirror.passed()).isTrue();
    assertThat(mirror.compared()).isGreaterThanOrEqualTo(COMPARED);
    assertThat(mirror.missing()).isZero();
  }

  /** Of a counter, over all pods of that revision since they were started. */
  private static long counted(Model model, String revision, String metric)
      throws IOException, InterruptedException {
    return PodHttp.metrics(model, revision, Pattern.compile("(?m)^" + metric + " (\\S+)")).stream()
        .mapToLong(Double::longValue)
        .sum();
  }

  private static String mirrored(String result) {
    return "fairlead_mirror_requests_total\\{[^}]*result=\"%s\"[^}]*\\}".formatted(result);
  }

  private static String canary(String mirror) {
    return "strategy: Canary, canary: {steps: [{weight: %d, approval: Required}]}, %s"
        .formatted(HeldStep.SHARE, mirror);
  }

  private static String mirror(String more) {
    return "mirror: {percent: 50, maxRelativeDifference: '%s', minRequests: %d%s}"
        .formatted(LIMIT, COMPARED, more);
  }

  private static void declare(Model model, String version, String uri, String rollout) {
    model.declare(HeldStep.manifest(model, version, uri, "rollout: {%s}".formatted(rollout)));
  }
}
