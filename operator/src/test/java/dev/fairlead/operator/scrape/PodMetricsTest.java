package dev.fairlead.operator.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fairlead.operator.rollout.analysis.Counts;
import dev.fairlead.operator.rollout.analysis.Histogram;
import dev.fairlead.operator.rollout.analysis.MirrorCounts;
import dev.fairlead.operator.rollout.analysis.PodSample;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a model server says in Prometheus' text format. */
class PodMetricsTest {
  private static final Histogram TIMES = new Histogram(List.of(0.005, 0.01), List.of(11L, 4L, 1L));

  @Test
  void whatSpeaksOfARolloutIsRead() {
    PodMetrics metrics =
        PodMetrics.read(
            """
            # HELP fairlead_live_generation The number of the live settings in force; 0: none
            # TYPE fairlead_live_generation gauge
            fairlead_live_generation 1.764417101E9
            fairlead_requests_in_flight 3.0
            fairlead_requests_total{code="200",protocol="oip-grpc"} 7.0
            fairlead_requests_total{code="200",protocol="openai"} 10.0
            fairlead_requests_total{code="400",protocol="openai"} 2.0
            fairlead_requests_total{code="429",protocol="openai"} 1.0
            fairlead_requests_total{code="499",protocol="openai"} 5.0
            fairlead_requests_total{code="500",protocol="openai"} 4.0
            fairlead_request_duration_seconds_bucket{protocol="oip-grpc",le="0.005"} 5
            fairlead_request_duration_seconds_bucket{protocol="oip-grpc",le="0.01"} 6
            fairlead_request_duration_seconds_bucket{protocol="oip-grpc",le="+Inf"} 6
            fairlead_request_duration_seconds_bucket{protocol="openai",le="0.005"} 6
            fairlead_request_duration_seconds_bucket{protocol="openai",le="0.01"} 9
            fairlead_request_duration_seconds_bucket{protocol="openai",le="+Inf"} 10
            fairlead_request_duration_seconds_count{protocol="openai"} 10
            fairlead_forwarded_requests_total{outcome="answered"} 20.0
            fairlead_forwarded_requests_total{outcome="cancelled"} 8.0
            fairlead_forwarded_requests_total{outcome="full"} 9.0
            fairlead_forwarded_requests_total{outcome="late"} 7.0
            fairlead_forwarded_requests_total{outcome="timeout"} 2.0
            fairlead_forwarded_requests_total{outcome="abandoned"} 3.0
            jvm_memory_used_bytes{area="heap"} 5.0E7
            """);

    assertThat(metrics.liveGeneration()).isEqualTo(1_764_417_101);
    assertThat(metrics.answered())
        .isEqualTo(
            new PodSample(
                new Counts(24, Map.of("refused", 2L, "overloaded", 1L, "failed", 4L), TIMES), 3));
    assertThat(metrics.forwarded())
        .isEqualTo(
            new PodSample(
                new Counts(
                    25, Map.of("timeout", 2L, "abandoned", 3L), Histogram.empty(TIMES.bounds())),
                0));
  }

  @Test
  void onlyWhatIsReadIsAskedFor() {
    assertThat(PodMetrics.PATH)
        .startsWith("/metrics?name%5B%5D=fairlead_live_generation&name%5B%5D=")
        .endsWith("&name%5B%5D=fairlead_request_duration_fine_seconds");
  }

  /** A server that knows narrow buckets has them from its start on. */
  @Test
  void narrowBucketsGoBeforeWideOnes() {
    PodMetrics metrics =
        PodMetrics.read(
            """
            fairlead_requests_total{code="200",protocol="openai"} 9.0
            fairlead_request_duration_seconds_bucket{protocol="openai",le="0.005"} 6
            fairlead_request_duration_seconds_bucket{protocol="openai",le="0.01"} 9
            fairlead_request_duration_seconds_bucket{protocol="openai",le="+Inf"} 10
            fairlead_request_duration_fine_seconds_bucket{le="9.6E-4"} 0
            fairlead_request_duration_fine_seconds_bucket{le="0.005"} 6
            fairlead_request_duration_fine_seconds_bucket{le="0.0052"} 7
            fairlead_request_duration_fine_seconds_bucket{le="+Inf"} 10
            """);
    assertThat(metrics.answered().totals().latency())
        .isEqualTo(new Histogram(List.of(0.00096, 0.005, 0.0052), List.of(0L, 6L, 1L, 3L)));
  }

  @Test
  void whatBecameOfMirroredRequestsIsRead() {
    MirrorCounts mirrored =
        PodMetrics.read(
                """
                fairlead_mirror_requests_total{result="same"} 6.0
                fairlead_mirror_requests_total{result="different"} 5.0
                fairlead_mirror_requests_total{result="incomparable"} 4.0
                fairlead_mirror_requests_total{result="failed"} 3.0
                fairlead_mirror_requests_total{result="dropped"} 2.0
                fairlead_mirror_top1_rows_total 8.0
                fairlead_mirror_top1_agreement_total 7.0
                fairlead_mirror_max_relative_difference_bucket{le="0.01"} 6
                fairlead_mirror_max_relative_difference_bucket{le="2.0"} 11
                fairlead_mirror_max_relative_difference_bucket{le="+Inf"} 11
                """)
            .mirrored();
    var differences = new Histogram(List.of(0.01, 2.0), List.of(6L, 5L, 0L));
    assertThat(mirrored).isEqualTo(new MirrorCounts(6, 5, 4, 3, 2, 8, 7, differences));
  }

  @Test
  void aServerThatHasDoneNothingYetIsUnderstoodToo() {
    PodMetrics metrics = PodMetrics.read("fairlead_requests_in_flight 0.0\n");
    assertThat(metrics.liveGeneration()).isZero();
    assertThat(metrics.answered().totals().requests()).isZero();
    assertThat(metrics.answered().totals().latency().bounds()).contains(0.005, 30.0);
  }

  @Test
  void whatIsNoNumberIsAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PodMetrics.read("fairlead_requests_in_flight many\n"));
  }
}
