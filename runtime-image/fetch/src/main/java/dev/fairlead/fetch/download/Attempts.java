package dev.fairlead.fetch.download;

import dev.fairlead.fetch.report.FetchException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** Counts failures in a row and waits between them. */
public final class Attempts {
  private final RetryPolicy policy;
  private int failures;

  public Attempts(RetryPolicy policy) {
    this.policy = policy;
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
  public static <T> T run(RetryPolicy policy, String what, Action<T> action) throws IOException {
    var attempts = new Attempts(policy);
    while (true) {
      try {
        return action.run();
      } catch (IOException e) {
        if (!attempts.again(e)) {
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
