package dev.fairlead.fetch.download;

import java.io.IOException;
import java.io.Serial;
import java.time.Duration;

/** A server's answer that may be better next time, such as 503. */
public final class TransientException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final Duration retryAfter;

  /**
   * @param message for people, without a full stop
   * @param retryAfter the server's wish; zero if it has none
   */
  public TransientException(String message, Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  Duration retryAfter() {
    return retryAfter;
  }
}
