package dev.fairlead.runtime.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.metrics.ServerMetrics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

class ForwardsTest {
  private static final Target TARGET = new Target("candidate", 80);
  private static final Map<String, String> NONE = Map.of();

  private final ServerMetrics metrics = new ServerMetrics();

  private Forwards forwards(int hundredths, String sticky) {
    var share = new Share(new Percent(hundredths), TARGET, null, sticky);
    return new Forwards(
        () -> new LiveSettings(1, share, null, Set.of(), Level.INFO), metrics.traffic());
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
    var forwards = new Forwards(() -> LiveSettings.NONE, metrics.traffic());

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
