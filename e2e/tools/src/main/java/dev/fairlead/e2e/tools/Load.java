package dev.fairlead.e2e.tools;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Clients that ask at a steady rate: some keep their connection, some open one for each request,
 * some speak gRPC. Anything but an answer is a failure. Where no client waits longer ({@code
 * --timeoutMillis}) than it pauses, the rate holds whatever the answers: an open loop. With {@code
 * --each=true} a report has {@code lately} too: by revision the microseconds of each answer since
 * the report before. With {@code --header=X-User --users=400} each request is one user's, in turns,
 * and a report has {@code met}: by revision whom it has answered since the report before, each as
 * {@code [user, when the request began]}.
 */
final class Load {
  private static final int EXAMPLES = 10;

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
    int started = 0;
    for (Kind kind : Kind.values()) {
      for (int i = 0; i < clients(kind); i++) {
        long turn = begin + gapNanos * started / clients;
        Thread.ofPlatform().daemon().start(() -> ask(kind, turn, end));
        started++;
      }
    }
    Reports.print(options.time(), this::seen);
  }

  /** A client that is late asks at once, and does not make up for what it missed. */
  private void ask(Kind kind, long turn, long end) {
    @Nullable Caller connection = null;
    for (long next = turn; next < end; next = Math.max(System.nanoTime(), next + gapNanos)) {
      try {
        TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
        long start = System.nanoTime();
        if (connection == null) {
          connection = connect(kind);
        }
        int user = users.next();
        Caller.Answer answer = connection.call(users.headers(user));
        count(answer, kind, System.nanoTime() - start);
        if (users.areTold()) {
          users.answered(user, answer.revision(), millis(start));
        }
        if (answer.last()) {
          connection.close();
          connection = null;
        }
      } catch (IOException | RuntimeException e) {
        failed(e.getClass().getSimpleName() + ": " + e.getMessage(), next);
        connection = left(connection);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Nothing: after a failure a client connects again. */
  private static @Nullable Caller left(@Nullable Caller connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (IOException e) {
        // it is gone already
      }
    }
    return null;
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
  private synchronized Map<String, Object> seen() {
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
