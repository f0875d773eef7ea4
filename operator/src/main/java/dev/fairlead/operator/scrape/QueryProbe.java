package dev.fairlead.operator.scrape;

import dev.fairlead.api.v1alpha1.CanaryStatus;
import dev.fairlead.api.v1alpha1.RolloutStatus;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.observe.Recent;
import dev.fairlead.operator.plan.Prometheus;
import dev.fairlead.operator.plan.Site;
import dev.fairlead.operator.rollout.analysis.Query;
import dev.fairlead.operator.rollout.analysis.QueryAnswer;
import dev.fairlead.operator.rollout.analysis.QueryAnswers;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks the site's Prometheus what the analyses of canaries want to know of it. Only in memory: what
 * was answered in another step, or a while ago, is no evidence.
 */
@ApplicationScoped
public class QueryProbe {
  /** Between two rounds: Prometheus itself looks no more often. */
  public static final Duration PAUSE = Duration.ofSeconds(10);

  /** What is older is known no more: nobody is promoted by it. */
  static final Duration FRESH = Duration.ofSeconds(30);

  /** For all queries of one analysis together. */
  static final Duration MOST_TIME = Duration.ofSeconds(10);

  /** Analyses that are asked for at the same time, one query of each. */
  private static final int AT_ONCE = 8;

  /** Of them those of one namespace: whose queries take their time keeps nobody else waiting. */
  private static final int AT_ONCE_OF_NAMESPACE = 2;

  /**
   * What came of a round.
   *
   * @param about what it was asked about
   * @param answers by expression
   * @param end as {@link System#nanoTime} tells it: it may be fetched much later
   */
  private record Round(String about, Map<String, QueryAnswer> answers, long end) {}

  /** A round, and when that was. */
  private record Known(Round round, Instant at) {
    QueryAnswers asOf(Instant now) {
      return now.isBefore(at.plus(FRESH)) ? new QueryAnswers(round.answers()) : QueryAnswers.NONE;
    }
  }

  private final Recent<Known> known = new Recent<>();
  private final Background<Round> background;
  private final Places places = new Places(AT_ONCE, AT_ONCE_OF_NAMESPACE);
  private final Trust trust = new Trust();
  private final Duration most;

  /** Waits for an answer only as long as one takes. */
  public QueryProbe() {
    this(Background.PATIENCE, MOST_TIME);
  }

  QueryProbe(Duration patience, Duration most) {
    background = new Background<>(patience);
    this.most = most;
  }

  /** What is known lately; null while there is nothing to ask, or nobody. */
  public @Nullable QueryAnswers ask(Observation seen, List<Query> queries, Site site) {
    String uid = seen.primary().getMetadata().getUid();
    Prometheus prometheus = site.prometheus();
    if (queries.isEmpty() || prometheus == null) {
      known.forget(uid);
      return null;
    }
    String about = about(seen, queries);
    Known before = known.get(uid);
    Known now = before != null && before.round().about().equals(about) ? before : null;
    if (now == null || !seen.now().isBefore(now.at().plus(PAUSE))) {
      String namespace = seen.primary().getMetadata().getNamespace();
      Optional<Round> round =
          background.ask(
              uid,
              about,
              () -> {
                var query =
                    new InstantQuery(prometheus, trust.sockets(site.trustedCas()), namespace);
                return ask(about, queries, query);
              });
      if (round.isPresent()) {
        now = new Known(round.get(), seen.now().minusNanos(System.nanoTime() - round.get().end()));
        known.put(uid, now);
      }
    }
    return now == null ? QueryAnswers.NONE : now.asOf(seen.now());
  }

  /** Each step is asked about anew, and so is whatever was edited. */
  private static String about(Observation seen, List<Query> queries) {
    RolloutStatus rollout = seen.previous() == null ? null : seen.previous().rollout();
    CanaryStatus canary = rollout == null ? null : rollout.canary();
    String step = canary == null ? "" : "%d since %s".formatted(canary.stepsDone(), canary.since());
    return queries.stream()
        .map(Query::expression)
        .collect(Collectors.joining("\n", step + "\n", ""));
  }

  /** One after the other, as long as the time lasts. */
  private Round ask(String about, List<Query> queries, InstantQuery prometheus) {
    try {
      Map<String, QueryAnswer> answers =
          places.take(prometheus.namespace(), () -> ask(queries, prometheus));
      return new Round(about, answers, System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Round(about, Map.of(), System.nanoTime());
    } catch (IOException e) {
      throw new IllegalStateException("that nobody answers is an answer", e);
    }
  }

  private Map<String, QueryAnswer> ask(List<Query> queries, InstantQuery prometheus)
      throws InterruptedException {
    var answers = new HashMap<String, QueryAnswer>();
    long end = System.nanoTime() + most.toNanos();
    for (Query query : queries) {
      var left = Duration.ofNanos(end - System.nanoTime());
      answers.put(
          query.expression(),
          left.toMillis() > 0
              ? prometheus.ask(query.expression(), left)
              : new QueryAnswer.Missing("Prometheus does not answer all queries in time"));
    }
    return Map.copyOf(answers);
  }
}
