package dev.fairlead.runtime.protocol.openai;

import org.jspecify.annotations.Nullable;

/** A body that the API does not allow; the message names the parameter and the cure. */
public class OpenAiError extends Exception {
  private static final long serialVersionUID = 1L;

  private final @Nullable String param;

  /** {@code param} is the parameter that is wrong, if it is one. */
  public OpenAiError(String message, @Nullable String param) {
    super(message);
    this.param = param;
  }

  /** The parameter that is wrong. */
  public @Nullable String param() {
    return param;
  }
}
