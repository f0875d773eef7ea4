package dev.fairlead.testsupport;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** Edits of objects that others write to at the same time. */
public final class Edits {
  private Edits() {}

  /** Reads, edits and writes anew for as long as somebody else is quicker. */
  public static void untilTaken(Runnable edit) {
    boolean isTaken = false;
    while (!isTaken) {
      try {
        edit.run();
        isTaken = true;
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
          throw e;
        }
      }
    }
  }
}
