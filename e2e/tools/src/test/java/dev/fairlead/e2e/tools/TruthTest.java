package dev.fairlead.e2e.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A judge of lies has to know one when it sees it. */
class TruthTest {
  private final Truth truth = new Truth();

  private Object lies() {
    return truth.seen().get("lies");
  }

  private void answer(String got, long millis) {
    truth.answered(truth.claim(), got, millis);
  }

  @Test
  void anHonestRolloutHasNoLieAndALead() {
    truth.declared("1", false, 0);
    answer("ConnectException: refused", 20);
    answer("1", 40);
    truth.declared("1", true, 100);
    answer("1", 120);
    truth.declared("2", false, 200);
    answer("1", 220);
    answer("2", 240);
    truth.declared("2", true, 300);
    answer("2", 320);

    assertThat(lies()).isEqualTo(List.of());
    assertThat(truth.seen())
        .containsEntry("claims", 2)
        .containsEntry("leadMillis", List.of(60L, 60L));
  }

  @Test
  void readyBeforeTheVersionAnsweredIsALieEvenIfItAnswersNext() {
    truth.declared("1", false, 0);
    truth.declared("1", true, 100);
    answer("1", 120);

    assertThat(lies()).isEqualTo(List.of("Ready=True for 1 before it answered"));
  }

  @Test
  void aClaimThatStaysWhileANewVersionIsDeclaredIsALie() {
    truth.declared("1", false, 0);
    answer("1", 20);
    truth.declared("1", true, 40);
    truth.declared("2", true, 60);

    assertThat(lies()).isEqualTo(List.of("Ready=True for 2 before it answered"));
  }

  @Test
  void anAnswerOfTheOldVersionUnderTheClaimIsALie() {
    truth.declared("2", false, 0);
    answer("2", 20);
    truth.declared("2", true, 40);
    answer("1", 60);
    answer("SocketTimeoutException: connect timed out", 80);

    assertThat(lies())
        .isEqualTo(
            List.of(
                "Ready=True for 2, but a client got: 1",
                "Ready=True for 2, but a client got: SocketTimeoutException: connect timed out"));
  }

  @Test
  void aClientThatAskedBeforeTheClaimIsNoWitnessAgainstIt() {
    truth.declared("2", false, 0);
    Truth.Claim before = truth.claim();
    answer("2", 20);
    truth.declared("2", true, 40);
    truth.answered(before, "1", 60);

    assertThat(lies()).isEqualTo(List.of());
  }

  @Test
  void aNewRoundStartsFromNothing() {
    truth.declared("1", false, 0);
    answer("1", 20);
    truth.declared("1", true, 40);
    truth.declared("", false, 60);
    answer("ConnectException: refused", 80);
    truth.declared("1", false, 100);
    truth.declared("1", true, 120);

    assertThat(lies()).isEqualTo(List.of("Ready=True for 1 before it answered"));
  }
}
