package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the status says is what clients get: watched from inside, by one clock. */
class TruthStory {
  /** Creates and updates; the campaign runs 20 of each. */
  private static final int ROUNDS = Integer.getInteger("e2e.truth.rounds", 2);

  private static final int SECONDS_OF_A_ROUND = 45;

  @RegisterExtension static final Stage stage = new Stage();

  @Test
  void readyIsNeverSaidBeforeTheVersionAnswersNorDoesAnOldOneAnswerAfterIt() throws Exception {
    stage.apply(
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: witness}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: witness}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
        subjects: [{kind: ServiceAccount, name: witness}]
        """);
    for (int round = 0; round < ROUNDS; round++) {
      round(round);
    }
  }

  private static void round(int round) throws Exception {
    String pod = "witness-" + round;
    stage.start(
        pod,
        "witness",
        List.of(
            "witness",
            "--url=http://minilm." + stage.namespace() + ".svc/v2/models/minilm",
            "--namespace=" + stage.namespace(),
            "--name=minilm",
            "--seconds=" + SECONDS_OF_A_ROUND));

    stage.apply(Manifests.model("minilm", Manifests.uri("MINILM_Q"), "1." + round));
    stage.awaitReady("minilm");
    stage.apply(Manifests.model("minilm", Manifests.uri("MINILM_Q"), "2." + round));
    stage.awaitReady("minilm");

    JsonNode seen = new ObjectMapper().readTree(stage.result(pod));
    System.out.println(pod + ": " + seen);
    assertThat(seen.path("lies")).isEmpty();
    assertThat(seen.path("claims").asInt()).isGreaterThanOrEqualTo(2);
    stage.kubectl("delete", "modeldeployment", "minilm");
  }
}
