package dev.fairlead.runtime.protocol.oip;

/** A body that is not what the protocol asks for; the message names the field and the cure. */
public class BadRequest extends Exception {
  private static final long serialVersionUID = 1L;

  /** {@code message} is for the client. */
  public BadRequest(String message) {
    super(message);
  }
}
