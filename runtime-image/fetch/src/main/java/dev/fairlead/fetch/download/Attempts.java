package dev.fairlead.fetch.download;

import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Progress;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** Counts failures in a row, tells of them and waits between them. */
public final class Attempts {
  private final RetryPolicy policy;
  private final String host;
  private final Progress progress;
  private int failures;

  /**
   * @param host that is asked, for people
   * @param progress is told what went wrong last
   */
  public Attempts(RetryPolicy policy, String host, Progress progress) {
    this.policy = policy;
    this.host = host;
    this.progress = progress;
  }

  /** A request. */
  @FunctionalInterface
  public interface Action<T> {
    T run() throws IOException;
  }

  /**
   * Runs an action until it works.
   *
   * @throws FetchException as soon as the action throws one, or when the attempts are spent
   */
  public <T> T run(String what, Action<T> action) throws IOException {
    while (true) {
      try {
        T result = action.run();
        progress.noTrouble();
        return result;
      } catch (IOException e) {
        if (!again(e)) {
          throw Trouble.failed("%s failed: %s".formatted(what, Trouble.text(e)), e);
        }
      }
    }
  }

  /** The last attempt brought something. */
  void progressed() {
    failures = 0;
  }

  /**
   * Waits before the next attempt.
   *
   * @return false if there is none
   * @throws IOException the failure itself, if trying again cannot help
   */
  boolean again(IOException failure) throws IOException {
    if (failure instanceof FetchException) {
      throw failure;
    }
    Trouble.throwIfLasting(failure);
    failures++;
    if (failures >= policy.attempts()) {
      return false;
    }
    // Five attempts at a host that drops packets take a minute: nobody should guess so long.
    progress.trouble(
        Reason.FETCH_FAILED,
        "%s: %s (attempt %d of %d)"
            .formatted(host, Trouble.text(failure), failures, policy.attempts()));
    pause(wait(failure));
    return true;
  }

  private Duration wait(IOException failure) {
    Duration delay = policy.delay(failures);
    if (failure instanceof TransientException asked && asked.retryAfter().compareTo(delay) > 0) {
      return asked.retryAfter().compareTo(policy.maxDelay()) < 0
          ? asked.retryAfter()
          : policy.maxDelay();
    }
    return delay;
  }

  private static void pause(Duration duration) throws InterruptedIOException {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
