package dev.fairlead.e2e.tools;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Clients that ask at a steady rate, whenever the answers come: an open loop. Some keep their
 * connection, some open one for each request, some speak gRPC; where none of them is free when a
 * request is due, there is one more. They begin with a tenth of the rate and come to all of it in
 * {@code --ramp} seconds, since they and who answers them may just have been started. It is
 * bounded: at most {@code --most} requests of a kind are without an answer, and one that is due
 * then is not sent, and a failure. So is anything but an answer. With {@code --each=true} a report
 * has {@code lately} too: by revision the microseconds of each answer since the report before. With
 * {@code --header=X-User --users=400} each request is one user's, in turns, and a report has {@code
 * met}: by revision whom it has answered since the report before, each as {@code [user, when the
 * request began]}.
 */
final class Load {
  private static final int EXAMPLES = 10;
  private static final int MOST = 256;
  private static final int RAMP_SECONDS = 10;
  private static final double FIRST_SHARE = 0.1;

  private final Options options;
  private final int clients;
  private final long gapNanos;
  private final Map<String, Integer> failures = new TreeMap<>();
  private final Outage outage = new Outage();
  private final List<String> first = new ArrayList<>();
  private final List<Integer> micros = new ArrayList<>();
  private final Map<Kind, Map<String, Answers>> answers = new EnumMap<>(Kind.class);
  private final Map<String, List<Integer>> lately = new TreeMap<>();
  private final Users users;
  private final Instant began = Instant.now();
  private final long beganNanos = System.nanoTime();
  private long lastFailureMillis;

  private enum Kind {
    KEPT,
    FRESH,
    GRPC
  }

  Load(Options options) {
    this.options = options;
    users = new Users(options.text("header"), options.number("users", 1));
    clients = clients(Kind.KEPT) + clients(Kind.FRESH) + clients(Kind.GRPC);
    gapNanos = TimeUnit.SECONDS.toNanos(clients) / options.number("rate", 40);
  }

  private int clients(Kind kind) {
    return switch (kind) {
      case KEPT -> options.number("keep", 1);
      case FRESH -> options.number("fresh", 1);
      case GRPC -> options.number("grpc", 0);
    };
  }

  private Caller connect(Kind kind) throws IOException {
    return switch (kind) {
      case KEPT -> rest(true);
      case FRESH -> rest(false);
      case GRPC -> new Grpc(options.text("target"), options.text("model"), options.text("text"));
    };
  }

  private Caller rest(boolean keep) throws IOException {
    int timeout = options.number("timeoutMillis", Http.TIMEOUT_MILLIS);
    return new Rest(new Http(options.url(), timeout), options.text("body"), keep);
  }

  /** Asks until the time is up; the clients one after the other, and not all at once. */
  void run() throws InterruptedException {
    long begin = System.nanoTime();
    long end = begin + options.time().toNanos();
    int before = 0;
    for (Kind kind : Kind.values()) {
      int usual = clients(kind);
      if (usual > 0) {
        long first = begin + gapNanos * before / clients;
        Thread.ofPlatform().daemon().start(() -> ask(kind, usual, begin, first, end));
      }
      before += usual;
    }
    Reports.print(options.time(), this::seen);
  }

  private void ask(Kind kind, int usual, long begin, long first, long end) {
    long ramp = TimeUnit.SECONDS.toNanos(options.number("ramp", RAMP_SECONDS));
    var connections = new Connections(usual, () -> connect(kind));
    var places = new Semaphore(options.number("most", MOST));
    ExecutorService threads = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
    for (long next = first; next < end; next += gap(gapNanos / usual, next - begin, ramp)) {
      long due = next;
      try {
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      } catch (InterruptedException e) {
        return;
      }
      if (places.tryAcquire()) {
        threads.execute(
            () -> {
              ask(kind, connections, due);
              places.release();
            });
      } else {
        failed("not sent: too many are without an answer", due);
      }
    }
  }

  /** Until the next one is due, where {@code gap} is usual, after so much of the ramp. */
  static long gap(long gap, long since, long ramp) {
    return since >= ramp ? gap : (long) (gap / Math.max(FIRST_SHARE, (double) since / ramp));
  }

  /** After a failure a client connects again. */
  private void ask(Kind kind, Connections connections, long due) {
    @Nullable Caller connection = null;
    boolean isLast = true;
    try {
      long start = System.nanoTime();
      connection = connections.take();
      int user = users.next();
      Caller.Answer answer = connection.call(users.headers(user));
      isLast = answer.last();
      count(answer, kind, System.nanoTime() - start);
      if (users.areTold()) {
        users.answered(user, answer.revision(), millis(start));
      }
    } catch (IOException | RuntimeException e) {
      failed(e.getClass().getSimpleName() + ": " + e.getMessage(), due);
    } finally {
      if (connection != null) {
        connections.giveBack(connection, isLast);
      }
    }
  }

  private synchronized void count(Caller.Answer answer, Kind kind, long nanos) {
    int took = (int) Math.min(Integer.MAX_VALUE, nanos / 1_000);
    long now = System.nanoTime();
    micros.add(took);
    answers
        .computeIfAbsent(kind, k -> new TreeMap<>())
        .computeIfAbsent(answer.revision(), revision -> new Answers())
        .add(took, millis(now));
    if (tellsEach()) {
      lately.computeIfAbsent(answer.revision(), revision -> new ArrayList<>()).add(took);
    }
    outage.answered(now);
  }

  private boolean tellsEach() {
    return Boolean.parseBoolean(options.text("each"));
  }

  private long millis(long nanoTime) {
    return TimeUnit.NANOSECONDS.toMillis(nanoTime - beganNanos);
  }

  private synchronized void failed(String why, long due) {
    failures.merge(why, 1, Integer::sum);
    outage.failed(due);
    lastFailureMillis = Math.max(lastFailureMillis, millis(due));
    if (first.size() < EXAMPLES) {
      first.add(Instant.now() + " " + why);
    }
  }

  /**
   * Times are in milliseconds since {@code began}, the report's own too; a failure's is when its
   * request was due.
   */
  synchronized Map<String, Object> seen() {
    int[] sorted = Answers.sorted(micros);
    var seen = new TreeMap<String, Object>();
    seen.put("began", began.toString());
    seen.put("millis", millis(System.nanoTime()));
    seen.put("requests", sorted.length + failures.values().stream().mapToInt(n -> n).sum());
    seen.put("failures", new TreeMap<>(failures));
    seen.put("lastFailureMillis", lastFailureMillis);
    seen.put("p50Micros", Answers.quantile(sorted, 50));
    seen.put("p99Micros", Answers.quantile(sorted, 99));
    seen.put("outage", outage.report());
    answered(seen);
    if (tellsEach()) {
      seen.put("lately", new TreeMap<>(lately));
      lately.clear();
    }
    if (users.areTold()) {
      seen.put("met", users.met());
    }
    return seen;
  }

  private void answered(Map<String, Object> seen) {
    var revisions = new TreeMap<String, Integer>();
    var byKind = new TreeMap<String, Object>();
    for (Kind kind : Kind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      Map<String, Answers> ofKind = answers.getOrDefault(kind, Map.of());
      ofKind.forEach((revision, all) -> revisions.merge(revision, all.count(), Integer::sum));
      seen.put(name, ofKind.values().stream().mapToInt(Answers::count).sum());
      byKind.put(
          name,
          ofKind.entrySet().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().report())));
    }
    seen.put("revisions", revisions);
    seen.put("byKind", byKind);
  }
}
