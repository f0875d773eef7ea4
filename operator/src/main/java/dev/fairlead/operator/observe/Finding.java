package dev.fairlead.operator.observe;

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

  /** Text comes from nodes, registries and programs: it is made harmless before it is shown. */
  public Finding {
    message = message.replaceAll("[\\s\\p{Cc}\\p{Cf}]+", " ").strip();
    if (message.length() > MOST) {
      message = message.substring(0, MOST - 1) + "…";
    }
  }
}
