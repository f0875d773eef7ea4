package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.testsupport.Sample;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the status says is what clients get: seen from inside, by one clock. */
class TruthStory {
  /** Creates, and as many updates. */
  private static final int ROUNDS = Sample.today().isWhole() ? 20 : 1;

  @RegisterExtension static final Stage stage = new Stage();
  private final Model minilm = stage.model("minilm");

  @Test
  void readyIsNeverSaidBeforeTheVersionAnswersNorDoesAnotherAnswerAfterIt() {
    try (Witness witness = Witness.of(minilm)) {
      for (int round = 1; round <= ROUNDS; round++) {
        declare(witness, round + ".0-created");
        declare(witness, round + ".1-updated");
        stage.clear();
        witness.seesNothingDeclared();
      }

      JsonNode report = witness.report();
      StreamSupport.stream(report.path("timeline").spliterator(), false)
          .forEach(line -> System.out.println("witness: " + line.asText()));
      System.out.println(
          "witness: "
              + report.path("answers")
              + " asked, Ready this many ms after the first answer: "
              + report.path("leadMillis"));
      assertThat(report.path("lies")).isEmpty();
      assertThat(report.path("claims").asInt()).isEqualTo(2 * ROUNDS);
    }
  }

  private void declare(Witness witness, String version) {
    stage.apply(Manifests.model(minilm.name(), Manifests.uri("MINILM_Q"), version));
    witness.seesClaimKept(version);
  }
}
