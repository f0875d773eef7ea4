package dev.fairlead.operator.rollout.analysis;

/**
 * What a pod did since counting began.
 *
 * @param last its counters, as they were seen last
 * @param counts what became of requests since its first sample; of times those of a warm server
 *     alone
 */
public record PodSeries(PodSample last, Counts counts) {
  /**
   * So many answers of a server say nothing of how fast it is: caches fill, code is compiled,
   * memory is touched for the first time. By requests and not by time, since a server that nobody
   * asks stays cold; and by the server's own count since its start, so that it is the same for each
   * side, for a server that starts anew, and for an operator that does.
   */
  public static final long COLD_ANSWERS = 50;

  /** Of a pod that is seen for the first time: counting begins. */
  static PodSeries first(PodSample sample) {
    return new PodSeries(sample, sample.since(sample));
  }

  /**
   * With one more sample. Requests that were in flight when the server ended count as failures. All
   * that came before a server with other buckets is dropped.
   */
  PodSeries with(PodSample next) {
    if (!last.totals().latency().bounds().equals(next.totals().latency().bounds())) {
      return first(next);
    }
    return new PodSeries(next, counts.plus(grown(next)));
  }

  /** With one more sample, and nothing that came to it since the last one. */
  PodSeries passing(PodSample next) {
    return last.totals().latency().bounds().equals(next.totals().latency().bounds())
        ? new PodSeries(next, counts)
        : first(next);
  }

  /** Failures count from the first request on, times once the server is warm. */
  private Counts grown(PodSample next) {
    if (next.isRestartedSince(last)) {
      return last.lost().plus(next.totals().withoutTimes());
    }
    Counts more = next.since(last);
    boolean isWarm = last.totals().latency().total() >= COLD_ANSWERS;
    return isWarm ? more : more.withoutTimes();
  }

  /** Its server ended, and took what was in flight with it. */
  PodSeries died() {
    return new PodSeries(last.idle(), counts.plus(last.lost()));
  }

  /**
   * It is on its way out in good order, and answers what it has: nothing is lost when it is gone.
   */
  PodSeries leaves() {
    return new PodSeries(last.idle(), counts);
  }
}
