package dev.fairlead.operator.apply;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** What the API server said, for a person. */
public final class Refusals {
  private static final int MOST = 512;

  private Refusals() {}

  /**
   * The server's own sentence where there is one; the client's, which names addresses, only else.
   */
  public static String message(KubernetesClientException e) {
    String message =
        e.getStatus() == null || e.getStatus().getMessage() == null
            ? e.getMessage()
            : e.getStatus().getMessage();
    if (message == null) {
      return "no message";
    }
    String line = message.lines().findFirst().orElse("").strip();
    return line.length() <= MOST ? line : line.substring(0, MOST) + "…";
  }
}
