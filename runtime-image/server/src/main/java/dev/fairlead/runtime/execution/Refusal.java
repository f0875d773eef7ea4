package dev.fairlead.runtime.execution;

/** Why a request got no answer. */
public class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  /** The kinds; each protocol has its own code for them. */
  public enum Kind {
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

  /** {@code message} is for the client. */
  public Refusal(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Which kind. */
  public Kind kind() {
    return kind;
  }
}
