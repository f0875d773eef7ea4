package dev.fairlead.operator.reconciler;

import dev.fairlead.operator.apply.Refusals;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/** Errors in one line. */
final class Errors {
  private static final int CONFLICT = 409;

  private Errors() {}

  /** Trouble with the API server passes by itself; everything else is a mistake of ours. */
  static boolean isExpected(Exception e) {
    return api(e).isPresent();
  }

  /** Somebody else was quicker: the next try sees what they did. */
  static boolean isConflict(Exception e) {
    return api(e).filter(api -> api.getCode() == CONFLICT).isPresent();
  }

  /**
   * For whoever reads the status: of a mistake of ours only its kind, since its message may name
   * what is nobody else's business.
   */
  static String line(Exception e) {
    return api(e)
        .map(api -> "the API server: " + Refusals.message(api))
        .orElseGet(() -> "the operator failed (%s); its log says more".formatted(kind(e)));
  }

  private static String kind(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getClass().getSimpleName();
  }

  private static Optional<KubernetesClientException> api(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof KubernetesClientException api) {
        return Optional.of(api);
      }
    }
    return Optional.empty();
  }
}
