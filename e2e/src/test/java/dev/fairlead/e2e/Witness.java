package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Somebody inside the cluster who watches the status of one ModelDeployment and calls its Service
 * every 20 ms, by one clock.
 */
record Witness(ToolPod tool) implements AutoCloseable {
  /** New connections under a claim before it counts as kept: two seconds of them. */
  private static final int ENOUGH_ANSWERS = 100;

  static Witness of(Model model) {
    Stage stage = model.stage();
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
    return new Witness(
        ToolPod.start(
            stage,
            "witness-of-" + model.name(),
            "witness",
            List.of(
                "witness",
                "--url=" + model.url("/v2/models/" + model.name()),
                "--namespace=" + stage.namespace(),
                "--name=" + model.name(),
                "--seconds=3600")));
  }

  /** It has heard Ready=True for that version, and has asked often enough since. */
  void seesClaimKept(String version) {
    Patience.until(
        "the witness has heard of " + version + " and asked",
        () -> tool.last().orElseThrow(),
        report -> {
          assertThat(report.path("claimed").asText()).isEqualTo(version);
          assertThat(report.path("answersUnderClaim").asInt())
              .isGreaterThanOrEqualTo(ENOUGH_ANSWERS);
        });
  }

  /** It knows that the resource is gone. */
  void seesNothingDeclared() {
    Patience.until(
        "the witness has heard of the deletion",
        () -> tool.last().orElseThrow(),
        report -> assertThat(report.path("claimed").asText()).isEmpty());
  }

  /** What it has seen by now. */
  JsonNode report() {
    return tool.report();
  }

  @Override
  public void close() {
    tool.close();
  }
}
