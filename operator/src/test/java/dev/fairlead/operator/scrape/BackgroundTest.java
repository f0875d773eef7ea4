package dev.fairlead.operator.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Questions whose answers take their time. */
class BackgroundTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Background<String> patient = new Background<>(LONG);
  private final Background<String> impatient = new Background<>(Duration.ZERO);
  private final CompletableFuture<String> answer = new CompletableFuture<>();
  private final AtomicInteger questions = new AtomicInteger();

  @Test
  void whoeverAnswersAtOnceIsHeardAtOnce() {
    assertThat(patient.ask("uid", "a", () -> "yes")).contains("yes");
    assertThat(patient.ask("uid", "a", () -> "no")).contains("no");
  }

  @Test
  void nobodyIsWaitedForAndNobodyIsAskedTwiceAtATime() {
    assertThat(impatient.ask("uid", "a", this::question)).isEmpty();
    assertThat(impatient.ask("uid", "a", this::question)).isEmpty();

    answer.complete("yes");

    assertThat(awaited("a", this::question)).isEqualTo("yes");
    assertThat(questions).hasValue(1);
  }

  @Test
  void theAnswerToAnotherQuestionIsNone() {
    assertThat(impatient.ask("uid", "a", this::question)).isEmpty();

    assertThat(awaited("b", () -> "of b")).isEqualTo("of b");
  }

  @Test
  void aQuestionWhoseAnswerNobodyWantsIsCutOff() {
    var isAsked = new CountDownLatch(1);
    var isCutOff = new CountDownLatch(1);
    impatient.ask(
        "uid",
        "a",
        () -> {
          isAsked.countDown();
          try {
            return String.valueOf(new CountDownLatch(1).await(1, TimeUnit.HOURS));
          } catch (InterruptedException e) {
            isCutOff.countDown();
            return "cut off";
          }
        });
    assertThat(isOver(isAsked)).isTrue();

    impatient.ask("uid", "b", () -> "of b");

    assertThat(isOver(isCutOff)).isTrue();
  }

  @Test
  void aFailureIsToldAndTheNextQuestionIsAskedAnew() {
    assertThatThrownBy(
            () ->
                patient.ask(
                    "uid",
                    "a",
                    () -> {
                      throw new IllegalArgumentException("no such host");
                    }))
        .hasRootCauseMessage("no such host");
    assertThat(patient.ask("uid", "a", () -> "yes")).contains("yes");
  }

  private String awaited(String about, Supplier<String> question) {
    return Awaitility.await()
        .atMost(LONG)
        .until(() -> impatient.ask("uid", about, question), Optional::isPresent)
        .orElseThrow();
  }

  private static boolean isOver(CountDownLatch latch) {
    try {
      return latch.await(LONG.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String question() {
    questions.incrementAndGet();
    return answer.join();
  }
}
