package dev.fairlead.runtime.engine;

/** A model cannot be served, for a reason that its owner can do something about. */
public class LoadException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why, from the closed list that the operator knows. */
  public enum Reason {
    /** No engine here for this format. */
    FormatNotSupported,
    /** There is no folder of that name in the volume of the model. */
    ModelNotFound,
    /** The files do not form a model. */
    ModelInvalid,
    /** The files are not those that were fetched, or not those of the digest that is asked for. */
    DigestMismatch,
    /** The model does not fit into the memory limit. */
    OutOfMemory,
    /** The device that was asked for is not there, or not for this model. */
    DeviceUnavailable,
    /** Anything else. */
    Crashed
  }

  private final Reason reason;

  /** {@code message} is one line for the model's owner: what is wrong, and the cure. */
  public LoadException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
