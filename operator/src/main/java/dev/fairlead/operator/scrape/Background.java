package dev.fairlead.operator.scrape;

import dev.fairlead.operator.observe.Recent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Asks in the background: an answer that takes its time, since an address leads to nobody, would
 * else hold one of the few threads that all resources are worked on with. About each resource one
 * question is asked at a time.
 *
 * @param <A> what comes back
 */
final class Background<A> {
  /** Whoever is there answers within that time, so that most never ask twice. */
  static final Duration PATIENCE = Duration.ofMillis(50);

  private record Question<T>(String about, Future<T> answer) {}

  private final Recent<Question<A>> open = new Recent<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Duration patience;

  /** Waits that long for an answer. */
  Background(Duration patience) {
    this.patience = patience;
  }

  /**
   * The answer, once; empty while there is none, and whoever asks again gets that of the question
   * that is open.
   *
   * @param uid of whom is asked
   * @param about whatever, once it is another, makes the answer to the open question worthless:
   *     that one is cut off
   */
  Optional<A> ask(String uid, String about, Supplier<A> question) {
    Question<A> asked = open.get(uid);
    if (asked != null && !asked.about().equals(about)) {
      asked.answer().cancel(true);
      asked = null;
    }
    if (asked == null) {
      asked = new Question<>(about, threads.submit(question::get));
      open.put(uid, asked);
    }
    try {
      A answer = asked.answer().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      open.forget(uid);
      return Optional.of(answer);
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      open.forget(uid);
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
