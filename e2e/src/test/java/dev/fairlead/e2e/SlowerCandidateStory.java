package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.Figures;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A candidate takes half as long again as the version that serves, and is held to a limit or to
 * that version. Of the campaign only: how long a model takes is measured, and made to lie on both
 * sides of a limit.
 */
@EnabledIfSystemProperty(
    named = "campaign",
    matches = "true",
    disabledReason = "it measures times, which need an idle machine")
class SlowerCandidateStory {
  /** So few that none waits for another. */
  private static final int PER_SECOND = 10;

  private static final int MEASURED = 200;
  private static final int SAMPLE = 24;

  /** For whichever times: it is a bound of the servers' buckets. */
  private static final int LIMIT_MILLIS = 50;

  /** So that the limit is as many times as long as the candidate is as many times the limit. */
  private static final double STABLE_MILLIS = LIMIT_MILLIS / Math.sqrt(1.5);

  /** Fifty that do not count, since a cold server is slow, and some tens of evidence. */
  private static final long FEW = 200;

  @RegisterExtension static final Stage stage = new Stage();
  private final Model twice = stage.model("twice");

  @TempDir Path folders;

  @BeforeEach
  void givenNobodyElse() {
    stage.clear();
  }

  @Test
  void itIsTakenBackByTheLimitOfItsTimesBeforeItHasAnsweredMany() throws Exception {
    takesBack(
        "limits: {latencyP95: %dms}".formatted(LIMIT_MILLIS),
        "limit of 50 ms for P95",
        "share slower than 0.050 s");
  }

  /** By most of them: the slowest of a hundred are slow by what else the machine does. */
  @Test
  void itIsTakenBackByTheOthersTimesBeforeItHasAnsweredMany() throws Exception {
    takesBack(
        "maxLatencyIncrease: {quantile: P50, percent: 20}",
        "at most 20 % more for P50",
        "share slower than 0.0");
  }

  /**
   * A candidate that takes 1.5 times as long.
   *
   * @param limit of the analysis
   * @param words for it
   * @param told of it once it is taken back
   */
  private void takesBack(String limit, String words, String told) throws Exception {
    serve("0.0", 0);
    try (Clients clients = Clients.ofNumbers(twice, PER_SECOND)) {
      double nothing = micros(clients);
      serve("0.1", SAMPLE);
      double each = (micros(clients) - nothing) / SAMPLE;
      int matrices = (int) Math.round(1_000 * STABLE_MILLIS / each);
      String first = serve("1.0", matrices);
      double stable = micros(clients);

      twice.declare(
          manifest(
              "2.0",
              matrices * 3 / 2,
              HeldStep.canary(50, ", analysis: {minRequests: 5000, %s}".formatted(limit))));
      String message = twice.awaitReason("RolledBack");
      System.out.println("half as slow again: " + message);

      assertThat(message).contains(told, "is above the limit of ");
      assertThat(twice.stableRevision()).isEqualTo(first);
      assertThat(clients.tool().report(Clients.ENOUGH).path("failures")).isEmpty();
      Forwarded forwarded = Forwarded.by(twice, first);
      Figures.row(
          "candidate that takes 1.5 times as long, %s, until it was taken back".formatted(words),
          "old version %.0f ms (p50, by clients); %d requests were the candidate's turn"
              .formatted(stable / 1_000, forwarded.turns()));
      assertThat(forwarded.turns()).isBetween(1L, FEW);
    }
  }

  /** Without a step; gives its revision. */
  private String serve(String version, int matrices) {
    twice.declare(manifest(version, matrices, ""));
    twice.awaitSettled();
    return twice.stableRevision();
  }

  private double micros(Clients clients) {
    return Window.of(clients, MEASURED).micros(twice.stableRevision()).median();
  }

  private String manifest(String version, int matrices, String rollout) {
    String name = "matrices-" + matrices;
    String folder = folders.resolve(name).toString();
    Shell.run("models/multiply", folder, String.valueOf(matrices));
    String uri =
        Shell.run("models/folder", name, folder)
            .lines()
            .reduce((earlier, later) -> later)
            .orElseThrow();
    return Manifests.model("twice", uri, version, "replicas: 2", rollout);
  }
}
