package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.testsupport.Figures;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A node is lost, with one of two pods and with the operator that works, and comes back after two
 * minutes, when all is well without it. Waiting for Kubernetes, and last of all stories.
 */
@Order(Integer.MAX_VALUE)
@EnabledIfSystemProperty(named = "campaign", matches = "true", disabledReason = "takes minutes")
class LostNodeStory {
  private static final int PER_SECOND = 10;

  /**
   * Of the requests from the loss until there is another pod: those that went to the lost one until
   * Kubernetes had noticed, which takes 40 to 50 s of more than two minutes, are half of those of
   * that time. If nobody answered it would be all of them.
   */
  private static final double MOST_FAILURES = 0.4;

  /**
   * Who gives up after three seconds comes to the other pod soon; nobody hears nothing for long.
   */
  private static final long LONGEST_SILENCE_OF_IMPATIENT_MILLIS = 15_000;

  /**
   * All of a few clients may wait for the lost pod at once, for ten seconds, and come there again.
   */
  private static final long LONGEST_SILENCE_OF_PATIENT_MILLIS = 40_000;

  /** Some tens of requests that nobody answered would be far too many. */
  private static final String ANALYSIS = ", analysis: {minRequests: 50, maxErrorRateIncrease: 5%}";

  /** At least, and until there are as many replicas as wanted. */
  private static final Duration OUTAGE = Duration.ofMinutes(2);

  @RegisterExtension static final Stage stage = new Stage();
  private final Model minilm = stage.model("minilm");

  @BeforeEach
  void givenNodesOfOurOwnAndAnOperatorOnEach() {
    Nodes.assumeWithinReach();
    Operator.hadNoSurprise();
    Operator.replace();
    assertThat(Nodes.of(Operator.NAMESPACE, Operator.SELECTOR)).doesNotHaveDuplicates();
    stage.clear();
    HeldStep.serve(minilm, "MINILM_Q");
    assertThat(minilm.nodes()).doesNotHaveDuplicates();
  }

  /**
   * An operator that stood still finds that it has lost its lease, and ends: in its log that is an
   * error.
   */
  @AfterEach
  void allNodesAreThereAndOperatorsHaveNoRecordOfForeseenTrouble() {
    // it is asked for where the story was not played too
    Nodes.assumeWithinReach();
    Nodes.workers().forEach(Nodes::bringBack);
    Operator.awaitReady();
    Operator.madeNoMistake();
    Operator.replace();
  }

  /** Connections to it hang: nothing there says that nobody is there. */
  @Test
  void whileItStandsStillTheOtherPodAnswersAndAnotherOneIsStartedElsewhere() {
    aNodeIsLostFor("node stands still", Nodes::freeze);
  }

  /** When it starts again it finds pods that were replaced long ago. */
  @Test
  void whileItIsShutDownTheOtherPodAnswersAndAnotherOneIsStartedElsewhere() {
    aNodeIsLostFor("node shut down", Nodes::stop);
  }

  /**
   * Half of those of the lost stable pod, and the share of the other one, fail until it is seen.
   * That is no fault of the version: it is neither taken back nor found good by it.
   */
  @Test
  void aCanarysStepWaitsUntilAnotherPodOfItIsStartedElsewhere() {
    String first = minilm.stableRevision();

    try (Clients clients = Clients.impatient(minilm, PER_SECOND)) {
      minilm.declare(
          HeldStep.manifest(minilm, "2.0", "MINILM_Q", HeldStep.canary(HeldStep.SHARE, ANALYSIS)));
      String second = minilm.awaitShare(HeldStep.SHARE);
      List<String> candidates = minilm.podUids(second);
      String lost = String.valueOf(minilm.pods(second).getFirst().getSpec().getNodeName());
      assertThat(Nodes.of("kube-system", "k8s-app=kube-dns")).doesNotContain(lost);
      JsonNode before = clients.report();
      Instant gone = Instant.now();
      Nodes.freeze(lost);
      String message = minilm.awaitReason("Progressing");
      Figures.row("node of a canary's pod lost → its step waits", millisSince(gone));
      assertThat(message).containsPattern("0 of \\d pods ready");
      assertThat(minilm.stableRevision()).isEqualTo(first);
      assertThat(minilm.is("Available")).isTrue();

      assertThat(minilm.awaitShare(HeldStep.SHARE)).isEqualTo(second);
      Figures.row("node of a canary's pod lost → it has its share again", millisSince(gone));
      Patience.until("it was away for long", () -> Instant.now().isAfter(gone.plus(OUTAGE)));
      JsonNode then = clients.report();
      wereAnswered(before, then, LONGEST_SILENCE_OF_IMPATIENT_MILLIS);
      assertThat(minilm.podUids(second)).hasSize(1).doesNotContainAnyElementsOf(candidates);

      assertThat(minilm.status().revisions())
          .as("nothing is held against it")
          .filteredOn(revision -> revision.name().equals(second))
          .allMatch(revision -> revision.message() == null);

      minilm.approve("2.0");
      minilm.awaitSettled();
      Nodes.bringBack(lost);
      minilm.awaitGone(first);
      minilm.awaitSettled();

      assertThat(minilm.stableRevision()).isEqualTo(second);
      assertThat(minilm.pods(second)).hasSize(2);
      clients.noticedNothingSince(then);
    }
  }

  private void aNodeIsLostFor(String what, Consumer<String> loses) {
    String lost = Nodes.ofPod(Operator.NAMESPACE, Operator.leader());
    assertThat(minilm.nodes()).contains(lost);
    assertThat(Nodes.of("kube-system", "k8s-app=kube-dns")).doesNotContain(lost);
    String revision = minilm.stableRevision();

    try (Clients impatient = Clients.impatient(minilm, PER_SECOND);
        Clients patient = Clients.onControlPlane(minilm, PER_SECOND)) {
      JsonNode impatientBefore = impatient.report();
      JsonNode patientBefore = patient.report();
      Instant gone = Instant.now();
      loses.accept(lost);
      Patience.until("the node is seen to be lost", () -> !Nodes.isReady(lost));
      Figures.row(what + " → NotReady", millisSince(gone));
      Patience.until(
          "the status says so", () -> minilm.isReadyWhileReconcilingFor("ReplicasNotReady"));
      Figures.row(what + " → ReplicasNotReady in the status", millisSince(gone));
      minilm.awaitSettled();
      Figures.row(what + " → as many replicas as wanted", millisSince(gone));
      assertThat(minilm.nodes()).hasSize(2).doesNotContain(lost);

      Patience.until("it was away for long", () -> Instant.now().isAfter(gone.plus(OUTAGE)));
      JsonNode impatientThen = impatient.report();
      JsonNode patientThen = patient.report();
      Figures.row(what + ": clients that wait for 3 s", Clients.outage(impatientThen));
      Figures.row(what + ": clients that wait for 10 s", Clients.outage(patientThen));
      wereAnswered(impatientBefore, impatientThen, LONGEST_SILENCE_OF_IMPATIENT_MILLIS);
      wereAnswered(patientBefore, patientThen, LONGEST_SILENCE_OF_PATIENT_MILLIS);
      Nodes.bringBack(lost);
      Patience.until("the old pod ends", () -> minilm.children(Pod.class).size() == 2);
      minilm.awaitSettled();

      impatient.noticedNothingSince(impatientThen);
      patient.noticedNothingSince(patientThen);
    }
    assertThat(minilm.recordedRevisions()).containsExactly(revision);
  }

  /** Most of those that asked meanwhile, and somebody all the time. */
  private static void wereAnswered(JsonNode before, JsonNode then, long longestSilence) {
    int failed = Clients.failures(then) - Clients.failures(before);
    int asked = then.path("requests").asInt() - before.path("requests").asInt();
    assertThat(asked).as("requests meanwhile: %s", then).isPositive();
    assertThat((double) failed / asked)
        .as("%d of %d requests failed", failed, asked)
        .isLessThan(MOST_FAILURES);
    assertThat(then.path("outage").path("silenceMillis").asLong())
        .as("longest time between two answers: %s", then)
        .isLessThan(longestSilence);
  }

  private static String millisSince(Instant start) {
    return Duration.between(start, Instant.now()).toMillis() + " ms";
  }
}
