package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.testsupport.Figures;
import dev.fairlead.testsupport.Sampled;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The operator is killed in the middle of its work: another one ends it, and nobody notices. */
@Sampled(days = 3)
class OperatorStory {
  private static final int PER_SECOND = 40;

  @RegisterExtension static final Stage stage = new Stage();
  private static final Model minilm = stage.model("minilm");

  @BeforeAll
  static void givenAModelThatServes() {
    minilm.declare(version("1.0"));
    minilm.awaitSettled();
  }

  @Test
  void killedInMidRolloutAnotherEndsIt() {
    Nodes.assumeWithinReach();
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      String before = startRollout("2.0");
      String leader = Operator.leader();
      Operator.kill(leader);

      ends(before);
      assertThat(Operator.leader()).isNotEmpty();
      figure("the leader is killed", clients.noticedNothing(Clients.ENOUGH));
    }
  }

  @Test
  void allKilledInMidRolloutTheNextOnesEndIt() {
    Nodes.assumeWithinReach();
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      String before = startRollout("3.0");
      Operator.pods().forEach(Operator::kill);

      ends(before);
      figure("all operators are killed", clients.noticedNothing(Clients.ENOUGH));
    }
  }

  @Test
  void restartedInMidRolloutTheLeaseIsHandedOver() {
    try (Clients clients = Clients.of(minilm, PER_SECOND)) {
      String before = startRollout("4.0");
      String leader = Operator.leader();
      Operator.restart();

      ends(before);
      Operator.awaitReady();
      Patience.until(
          "another leads", () -> !Operator.leader().isEmpty() && !Operator.leader().equals(leader));
      figure("the operator is restarted", clients.noticedNothing(Clients.ENOUGH));
    }
  }

  private static String version(String version) {
    return Manifests.model("minilm", Manifests.uri("MINILM_Q"), version, "replicas: 2");
  }

  /** Both revisions have pods: the rollout is under way. Gives the one that served before. */
  private static String startRollout(String version) {
    String served = minilm.stableRevision();
    List<String> before = minilm.podUids();
    minilm.declare(version(version));
    Patience.until(
        "the rollout is under way",
        () -> minilm.podUids().stream().anyMatch(pod -> !before.contains(pod)));
    assertThat(minilm.podUids()).as("old pods").containsAnyElementsOf(before);
    return served;
  }

  private static void figure(String what, JsonNode report) {
    Figures.row("%s in mid-rollout: clients".formatted(what), Clients.outage(report));
  }

  private static void ends(String before) {
    minilm.awaitSettled();
    assertThat(minilm.stableRevision()).isNotEqualTo(before);
    assertThat(minilm.pods())
        .hasSize(2)
        .allMatch(
            pod ->
                minilm
                    .stableRevision()
                    .equals(pod.getMetadata().getLabels().get("serving.fairlead.dev/revision")));
  }
}
