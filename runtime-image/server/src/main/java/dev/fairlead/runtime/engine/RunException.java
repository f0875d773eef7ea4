package dev.fairlead.runtime.engine;

/** A run failed, or was stopped. */
public class RunException extends Exception {
  private static final long serialVersionUID = 1L;

  /** {@code message} may be shown to the client. */
  public RunException(String message) {
    super(message);
  }

  /** {@code message} may be shown to the client. */
  public RunException(String message, Throwable cause) {
    super(message, cause);
  }
}
