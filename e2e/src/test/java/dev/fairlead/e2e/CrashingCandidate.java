package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A candidate whose process is killed from outside, again and again; its model is a good one.
 *
 * @param revision of the candidate
 * @param answers that clients have had of it before each crash, counted from the one before
 */
record CrashingCandidate(Model model, String revision, int answers) {
  /** The version that was just declared, once it is recorded. */
  static CrashingCandidate of(Model model, String version, int answers) {
    Patience.until(
        version + " is recorded",
        () -> version.equals(model.status().revisions().getFirst().version()));
    return new CrashingCandidate(model, model.newestRevision(), answers);
  }

  /** Gives the times of its crashes, of which there is one at least. */
  List<Instant> killUntilTakenBack(Clients clients) {
    var killed = new ArrayList<Instant>();
    Patience.until(
        revision + " is taken back",
        () -> {
          int answered = Clients.answers(clients.tool().last().orElseThrow(), revision);
          if (answered >= answers * (killed.size() + 1)) {
            kill();
            killed.add(Instant.now());
          }
          return model.condition("Ready").orElseThrow().getReason().equals("RolledBack");
        });
    assertThat(killed).isNotEmpty();
    return killed;
  }

  private void kill() {
    for (Pod pod : model.pods(revision)) {
      Nodes.kill(model.stage().namespace(), pod.getMetadata().getName(), "server");
    }
  }
}
