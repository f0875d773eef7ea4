package dev.fairlead.runtime.execution;

import java.time.Duration;

/** Why a request got no answer. */
public class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  /** Where nothing says when another try may do better. */
  public static final Duration SOON = Duration.ofSeconds(1);

  /** The kinds; each protocol has its own code for them. */
  public enum Kind {
    /** What was sent cannot be read: another try will not do better. */
    INVALID,
    /** The queue is full, or waiting would take longer than the request may. */
    OVERLOADED,
    /** The time that the request has is over. */
    DEADLINE_EXCEEDED,
    /** The client is gone. */
    CANCELLED,
    /** The engine failed. */
    FAILED
  }

  private final Kind kind;
  private final Duration retryAfter;

  /** {@code message} is for the client. */
  public Refusal(Kind kind, String message) {
    this(kind, message, SOON);
  }

  /** Where it is known when another try may do better. */
  public Refusal(Kind kind, String message, Duration retryAfter) {
    super(message);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  /** When another try may do better. */
  public Duration retryAfter() {
    return retryAfter;
  }

  /** Which kind. */
  public Kind kind() {
    return kind;
  }
}
