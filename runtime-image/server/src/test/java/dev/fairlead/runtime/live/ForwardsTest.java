package dev.fairlead.runtime.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.metrics.ServerMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

class ForwardsTest {
  private static final Target TARGET = new Target("candidate", 80);
  private static final Map<String, String> NONE = Map.of();
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ServerMetrics metrics = new ServerMetrics();
  private Duration longest = Duration.ofMillis(400);
  private long now;

  private Forwards forwards(int hundredths, String sticky) {
    var share = new Share(new Percent(hundredths), TARGET, null, sticky);
    return new Forwards(
        () -> new LiveSettings(1, share, null, Set.of(), Level.INFO),
        metrics.traffic(),
        () -> longest.toNanos(),
        () -> now);
  }

  private static Forward of(Forwards forwards, Map<String, String> headers) {
    return forwards.ofHttp(headers::get);
  }

  private String metrics() {
    return new String(metrics.scrape(), StandardCharsets.UTF_8);
  }

  @Test
  void ofTenThousandRequestsTheShareIsExact() {
    Forwards forwards = forwards(525, null);
    int sent = 0;

    for (int i = 0; i < 10_000; i++) {
      Forward forward = of(forwards, NONE);
      if (forward != null) {
        assertThat(forward.target()).isEqualTo(TARGET);
        assertThat(forward.end(Outcome.ANSWERED)).isTrue();
        sent++;
      }
    }

    assertThat(sent).isEqualTo(525);
    assertThat(metrics())
        .contains("fairlead_forwarded_requests_total{outcome=\"answered\"} 525.0\n")
        .contains("fairlead_forwarded_request_duration_seconds_count 525\n");
  }

  @Test
  void nothingIsSentWhereThereIsNoShare() {
    var forwards = new Forwards(() -> LiveSettings.NONE, metrics.traffic(), () -> 0);

    assertThat(of(forwards, NONE)).isNull();
    assertThat(forwards.ofGrpc(NONE::get)).isNull();
  }

  @Test
  void callsStayWhereNobodyTakesThem() {
    assertThat(forwards(10_000, null).ofGrpc(NONE::get)).isNull();
  }

  @Test
  void whatWasSentOnceIsNotSentAgain() {
    assertThat(of(forwards(10_000, null), Map.of(Forwards.HEADER, "1"))).isNull();
  }

  @Test
  void aNameDecidesInPlaceOfTheTurn() {
    Forwards forwards = forwards(5_000, "X-User");
    List<Boolean> first = new ArrayList<>();
    List<Boolean> second = new ArrayList<>();

    for (int i = 0; i < 100; i++) {
      first.add(isSent(forwards, "user-" + i));
    }
    for (int i = 0; i < 100; i++) {
      second.add(isSent(forwards, "user-" + i));
    }

    assertThat(second).isEqualTo(first).contains(true, false);
  }

  private static boolean isSent(Forwards forwards, String user) {
    Forward forward = of(forwards, Map.of("X-User", user));
    return forward != null && forward.end(Outcome.ANSWERED);
  }

  @Test
  void noMoreAreUnderWayThanThereAreConnections() {
    Forwards forwards = forwards(10_000, null);
    List<Forward> underWay = new ArrayList<>();
    for (int i = 0; i < Forwards.MOST; i++) {
      underWay.add(of(forwards, NONE));
    }

    assertThat(underWay).doesNotContainNull();
    assertThat(of(forwards, NONE)).isNull();
    assertThat(metrics()).contains("fairlead_forwarded_requests_total{outcome=\"full\"} 1.0\n");
    assertThat(underWay.getFirst().end(Outcome.TIMEOUT)).isTrue();
    assertThat(of(forwards, NONE)).isNotNull();
  }

  /** One that answers no more, once it has answered so many; gives its next request. */
  private Forward sentAfter(Forwards forwards, int answers) {
    for (int i = 0; i < answers; i++) {
      of(forwards, NONE).end(Outcome.ANSWERED);
    }
    Forward forward = of(forwards, NONE);
    forward.send(MINUTE);
    return forward;
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private void assertCounted(String outcome, int count) {
    assertThat(metrics())
        .contains(
            "fairlead_forwarded_requests_total{outcome=\"%s\"} %d.0\n".formatted(outcome, count));
  }

  @Test
  void aCandidateMayTakeFiveTimesAsLongAsTheLongestOwnAnswerOrHalfOfTheTime() {
    Forwards forwards = forwards(10_000, null);
    assertThat(of(forwards, NONE).send(MINUTE)).isEqualTo(Duration.ofSeconds(2));
    assertThat(of(forwards, NONE).send(Duration.ofSeconds(3))).isEqualTo(Duration.ofMillis(1_500));

    longest = Duration.ofMillis(4);
    assertThat(of(forwards, NONE).send(MINUTE)).isEqualTo(Duration.ofSeconds(1));

    longest = Duration.ofSeconds(20);
    assertThat(of(forwards, NONE).send(MINUTE)).isEqualTo(Duration.ofSeconds(30));

    longest = Duration.ZERO;
    assertThat(of(forwards, NONE).send(MINUTE)).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void whoTakesLongerHasFailedOnceItIsWarm() {
    Forwards forwards = forwards(10_000, null);

    sentAfter(forwards, 49).end(Outcome.LATE);
    assertCounted("late", 1);
    sentAfter(forwards, 1).end(Outcome.LATE);
    assertCounted("timeout", 1);

    // nothing is known of what is usual
    longest = Duration.ZERO;
    sentAfter(forwards, 0).end(Outcome.LATE);
    assertCounted("late", 2);
  }

  @Test
  void whoTakesHalfOfTheTimeHasFailedInAnyCase() {
    Forward forward = of(forwards(10_000, null), NONE);
    forward.send(Duration.ofSeconds(1));

    forward.end(Outcome.LATE);

    assertCounted("timeout", 1);
  }

  @Test
  void whoNeverAnswersIsNotColdForEver() {
    Forwards forwards = forwards(10_000, null);
    for (int i = 0; i < 40; i++) {
      sentAfter(forwards, 0).end(Outcome.LATE);
    }
    assertCounted("late", 40);

    pass(Duration.ofSeconds(30));
    sentAfter(forwards, 0).end(Outcome.LATE);

    assertCounted("timeout", 1);
  }

  @Test
  void whereFewAskTheFirstTenMayBeCold() {
    Forwards forwards = forwards(10_000, null);
    for (int i = 0; i < 10; i++) {
      sentAfter(forwards, 0).end(Outcome.LATE);
      pass(MINUTE);
    }
    assertCounted("late", 10);

    sentAfter(forwards, 0).end(Outcome.LATE);

    assertCounted("timeout", 1);
  }

  @Test
  void aClientThatWaitedForLongerThanIsUsualGaveUpBecauseOfTheCandidate() {
    Forwards forwards = forwards(10_000, null);
    Forward soon = sentAfter(forwards, 50);
    pass(Duration.ofMillis(799));
    assertThat(soon.gone()).isTrue();
    assertCounted("cancelled", 1);

    Forward later = sentAfter(forwards, 0);
    pass(Duration.ofMillis(800));
    assertThat(later.gone()).isTrue();
    assertThat(later.end(Outcome.FAILED)).isFalse();
    assertCounted("abandoned", 1);

    longest = Duration.ofMillis(1);
    Forward quick = sentAfter(forwards, 0);
    pass(Duration.ofMillis(249));
    assertThat(quick.gone()).isTrue();
    assertCounted("cancelled", 2);
  }

  @Test
  void aClientThatGivesUpOnAColdCandidateIsHeldAgainstNobody() {
    Forward forward = sentAfter(forwards(10_000, null), 49);
    pass(Duration.ofSeconds(1));

    assertThat(forward.gone()).isTrue();

    assertCounted("late", 1);
  }

  @Test
  void aClientThatGoesBeforeItsRequestIsThereIsHeldAgainstNobody() {
    Forward forward = of(forwards(10_000, null), NONE);
    pass(MINUTE);

    assertThat(forward.gone()).isTrue();

    assertCounted("cancelled", 1);
  }

  @Test
  void aRequestEndsOnce() {
    Forward forward = of(forwards(10_000, null), NONE);

    assertThat(forward.end(Outcome.FAILED)).isTrue();
    assertThat(forward.end(Outcome.ANSWERED)).isFalse();
    assertThat(metrics())
        .contains("fairlead_forwarded_requests_total{outcome=\"failed\"} 1.0\n")
        .doesNotContain("outcome=\"answered\"");
  }
}
