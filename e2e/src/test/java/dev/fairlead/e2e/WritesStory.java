package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The API server's own record: the operator writes little to make a model ready, and then nothing.
 */
class WritesStory {
  /** Objects and status, events apart. */
  private static final int UNTIL_READY = 9;

  /** So often a status is written that has new numbers and nothing else. */
  private static final Duration NUMBERS = Duration.ofSeconds(30);

  @RegisterExtension static final Stage stage = new Stage();

  @Test
  void fewWritesUntilReadyAndNoneAfterThem() {
    Model minilm = stage.model("minilm");
    AuditLog toReady = AuditLog.fromNow();
    Instant declared = Instant.now();
    minilm.declare(Manifests.model("minilm", Manifests.uri("MINILM_Q"), "1.0"));
    minilm.awaitSettled();
    long numbers = Duration.between(declared, Instant.now()).dividedBy(NUMBERS);

    List<AuditLog.Write> writes = toReady.ofOperator(stage.namespace());
    System.out.println("writes until Ready: " + writes);
    assertThat(writes.stream().filter(write -> !write.resource().equals("events")).toList())
        .isNotEmpty()
        .hasSizeLessThanOrEqualTo(UNTIL_READY + (int) numbers);

    // others' models go with their namespaces, and are written to until these are gone
    Patience.until(
        "no namespace is going",
        () ->
            stage.client().namespaces().list().getItems().stream()
                .noneMatch(namespace -> "Terminating".equals(namespace.getStatus().getPhase())));
    AuditLog idle = AuditLog.fromNow();
    // the operator has to look at it again, and to find that there is nothing to do
    stage.kubectl("annotate", "modeldeployment", "minilm", "touched=yes");
    stage.kubectl("label", "pods,deployments,services", "-l", Model.LABEL, "touched=yes");
    stage.kubectl("create", "configmap", "unrelated");
    await("nothing is written")
        .during(Duration.ofSeconds(15))
        .atMost(Patience.ENOUGH)
        .untilAsserted(() -> assertThat(idle.ofOperator()).isEmpty());
    assertThat(minilm.pods()).hasSize(1);
  }
}
