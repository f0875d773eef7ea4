package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.Reason;

/**
 * Why a revision is not ready, read from its pods.
 *
 * @param reason from the closed list
 * @param message for a person, on one line
 * @param stuck whether it stays like this until somebody does something
 */
public record Finding(Reason reason, String message, boolean stuck) {
  private static final int MOST = 1_024;

  public Finding {
    message = message.replaceAll("\\s+", " ").strip();
    if (message.length() > MOST) {
      message = message.substring(0, MOST - 1) + "…";
    }
  }
}
