package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.TrackSpec;
import java.time.Duration;
import java.time.Instant;

/**
 * When a tracked reference is asked for again: at one moment of each interval, which is each
 * resource's own, so that a thousand of them are spread over it, whenever they were made and
 * whatever was restarted since.
 *
 * @param interval between two
 * @param own what tells this resource from others; the same as long as it lives
 */
record Schedule(Duration interval, long own) {
  static final Duration DEFAULT = Duration.ofMinutes(10);

  /** What fails may be cured soon, and should not be found out tomorrow. */
  private static final Duration FAILED = Duration.ofMinutes(10);

  /** Until one without a turn comes again, at least. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  /** Spreads what differs in a few bits: the golden ratio, as a fraction of 64 bits. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  static Schedule of(TrackSpec track, String uid) {
    Duration interval = track.interval() == null ? DEFAULT : GoDuration.parse(track.interval());
    return new Schedule(interval, (uid.hashCode() * SPREAD) >>> 16);
  }

  /** The next time after one that brought an answer then: not sooner than in half an interval. */
  Instant next(Instant answeredAt) {
    long length = interval.toMillis();
    long from = answeredAt.plus(interval.dividedBy(2)).toEpochMilli();
    long late = Math.floorMod(from - Math.floorMod(own, length), length);
    return Instant.ofEpochMilli(late == 0 ? from : from + length - late);
  }

  /** The next time after one that failed then. */
  Instant again(Instant failedAt) {
    return failedAt.plus(interval.compareTo(FAILED) < 0 ? interval : FAILED);
  }

  /** When one that was not let ask now tries again. */
  Instant turnAfter(Instant now) {
    return now.plus(PAUSE).plusMillis(Math.floorMod(own, PAUSE.toMillis()));
  }
}
