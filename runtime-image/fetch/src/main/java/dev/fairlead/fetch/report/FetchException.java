package dev.fairlead.fetch.report;

import java.io.Serial;

/**
 * The fetch cannot succeed by being tried again at once. The message is for the model's owner: it
 * names what is wrong and the cure, in one line, without secrets.
 *
 * <p>An {@link java.io.IOException}, so that it passes through streams; code that retries lets this
 * one through.
 */
public final class FetchException extends java.io.IOException {
  @Serial private static final long serialVersionUID = 1;

  private final Reason reason;

  public FetchException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public FetchException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** The message; never null. */
  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? "" : message;
  }
}
