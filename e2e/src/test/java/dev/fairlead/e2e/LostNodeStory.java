package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.testsupport.Figures;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A node stands still, with one of two pods and with the operator that works, and comes back after
 * two minutes, when all is well without it. Waiting for Kubernetes, and last of all stories.
 */
@Order(Integer.MAX_VALUE)
@EnabledIfSystemProperty(named = "campaign", matches = "true", disabledReason = "takes minutes")
class LostNodeStory {
  private static final int PER_SECOND = 10;

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
    minilm.declare(Manifests.model("minilm", Manifests.uri("MINILM_Q"), "1.0", "replicas: 2"));
    minilm.awaitSettled();
    assertThat(minilm.nodes()).doesNotHaveDuplicates();
  }

  @AfterEach
  void allNodesAreThere() {
    Nodes.workers().forEach(Nodes::thaw);
  }

  /**
   * One that was frozen finds that it has lost its lease, and ends: in its log that is an error.
   */
  @AfterAll
  static void operatorsHaveNoRecordOfForeseenTrouble() {
    Operator.awaitReady();
    Operator.madeNoMistake();
    Operator.replace();
  }

  @Test
  void theOtherPodAnswersAndAnotherOneIsStartedElsewhere() {
    String lost = Nodes.ofPod(Operator.NAMESPACE, Operator.leader());
    assertThat(minilm.nodes()).contains(lost);
    assertThat(Nodes.of("kube-system", "k8s-app=kube-dns")).doesNotContain(lost);
    String revision = minilm.stableRevision();

    try (Clients impatient = Clients.impatient(minilm, PER_SECOND);
        Clients patient = Clients.onControlPlane(minilm, PER_SECOND)) {
      Instant frozen = Instant.now();
      Nodes.freeze(lost);
      Patience.until("the node is seen to be lost", () -> !Nodes.isReady(lost));
      Figures.row("node lost → NotReady", millisSince(frozen));
      Patience.until(
          "the status says so", () -> minilm.isReadyWhileReconcilingFor("ReplicasNotReady"));
      Figures.row("node lost → ReplicasNotReady in the status", millisSince(frozen));
      minilm.awaitSettled();
      Figures.row("node lost → as many replicas as wanted", millisSince(frozen));
      assertThat(minilm.nodes()).hasSize(2).doesNotContain(lost);

      Patience.until("it was away for long", () -> Instant.now().isAfter(frozen.plus(OUTAGE)));
      JsonNode impatientThen = impatient.report();
      JsonNode patientThen = patient.report();
      Figures.row("node lost: clients that wait for 3 s", Clients.outage(impatientThen));
      Figures.row("node lost: clients that wait for 10 s", Clients.outage(patientThen));
      Nodes.thaw(lost);
      Patience.until("the old pod ends", () -> minilm.children(Pod.class).size() == 2);
      minilm.awaitSettled();

      assertThat(Clients.failures(impatient.report()))
          .as("failures after all was well")
          .isEqualTo(Clients.failures(impatientThen));
      assertThat(Clients.failures(patient.report()))
          .as("failures after all was well")
          .isEqualTo(Clients.failures(patientThen));
    }
    assertThat(minilm.recordedRevisions()).containsExactly(revision);
  }

  private static String millisSince(Instant start) {
    return Duration.between(start, Instant.now()).toMillis() + " ms";
  }
}
