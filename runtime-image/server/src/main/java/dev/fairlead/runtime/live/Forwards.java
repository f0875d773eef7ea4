package dev.fairlead.runtime.live;

import dev.fairlead.runtime.metrics.TrafficMetrics;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which requests are the candidate's, and counts what became of them. By any thread, and
 * never waits.
 */
public final class Forwards {
  /** Of a request that another server has sent on: it is answered where it is. */
  public static final String HEADER = "Fairlead-Forwarded";

  /** So many may be under way: a candidate that hangs holds no more of them up. */
  public static final int MOST = 128;

  private final Supplier<LiveSettings> live;
  private final TrafficMetrics metrics;
  private final LongSupplier longest;
  private final LongSupplier clock;
  private final AtomicLong turns = new AtomicLong();
  private final AtomicInteger underWay = new AtomicInteger();
  private @Nullable Share started;
  private ColdStart start = new ColdStart();

  /**
   * Of one server.
   *
   * @param live what is in force now
   * @param longest nanoseconds of the longest that an answer took here of late; 0: too few are
   *     known
   */
  public Forwards(Supplier<LiveSettings> live, TrafficMetrics metrics, LongSupplier longest) {
    this(live, metrics, longest, System::nanoTime);
  }

  /** For tests. */
  Forwards(
      Supplier<LiveSettings> live,
      TrafficMetrics metrics,
      LongSupplier longest,
      LongSupplier clock) {
    this.live = live;
    this.metrics = metrics;
    this.longest = longest;
    this.clock = clock;
  }

  /** A request's headers by their name, in any case. */
  @FunctionalInterface
  public interface Headers {
    /** The first of that name. */
    @Nullable String get(String name);
  }

  /** A request of REST: null if it is answered here. */
  public @Nullable Forward ofHttp(Headers headers) {
    Share share = live.get().share();
    return share == null ? null : begin(share, share.target(), headers);
  }

  /** A call of gRPC: null if it is answered here. */
  public @Nullable Forward ofGrpc(Headers headers) {
    Share share = live.get().share();
    return share == null ? null : begin(share, share.grpcTarget(), headers);
  }

  private @Nullable Forward begin(Share share, @Nullable Target target, Headers headers) {
    if (target == null || headers.get(HEADER) != null || !isTurn(share, headers)) {
      return null;
    }
    if (underWay.incrementAndGet() > MOST) {
      underWay.decrementAndGet();
      metrics.forwarded(Outcome.FULL.label());
      return null;
    }
    long began = clock.getAsLong();
    ColdStart cold = start(share);
    return new Forward(
        target,
        new Usual(longest.getAsLong()),
        cold,
        clock,
        outcome -> end(outcome, clock.getAsLong() - began, cold));
  }

  /** Another share has other pods, of which some may be cold. */
  private synchronized ColdStart start(Share share) {
    if (!share.equals(started)) {
      started = share;
      start = new ColdStart();
    }
    return start;
  }

  private boolean isTurn(Share share, Headers headers) {
    String name = share.sticky() == null ? null : headers.get(share.sticky());
    return name == null
        ? share.percent().holds(turns.getAndIncrement())
        : share.percent().holds(name);
  }

  private void end(Outcome outcome, long nanos, ColdStart cold) {
    underWay.decrementAndGet();
    metrics.forwarded(outcome.label());
    if (outcome == Outcome.ANSWERED) {
      metrics.candidateAnswered(nanos);
      cold.answered();
    }
  }
}
