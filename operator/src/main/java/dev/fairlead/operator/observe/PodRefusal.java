package dev.fairlead.operator.observe;

import dev.fairlead.api.v1alpha1.Reason;
import java.util.regex.Pattern;

/**
 * Which admission it was that refused a pod, from the API server's words.
 *
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/blob/v1.34.4/staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go">ResourceQuota</a>
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/blob/v1.34.4/plugin/pkg/admission/limitranger/admission.go">LimitRanger</a>
 */
public final class PodRefusal {
  private static final Pattern QUOTA =
      Pattern.compile("(exceeded|failed|status unknown for|insufficient) quota");

  private static final Pattern LIMIT_RANGE =
      Pattern.compile(
          "(minimum|maximum) \\S+ usage per \\S+ is |max limit to request ratio per \\S+ is ");

  private PodRefusal() {}

  /** The refusal as it was said, with a cure where Kubernetes' own words hold none. */
  public static Finding of(String message) {
    // a webhook or policy may use any words in what follows
    if (message.contains(" denied ")) {
      return new Finding(Reason.POD_REFUSED, message, true);
    }
    if (message.contains("violates PodSecurity")) {
      return new Finding(Reason.POD_SECURITY_VIOLATED, message, true);
    }
    if (QUOTA.matcher(message).find()) {
      return new Finding(Reason.QUOTA_EXCEEDED, message + quotaCure(message), true);
    }
    if (LIMIT_RANGE.matcher(message).find()) {
      return new Finding(
          Reason.LIMIT_RANGE_VIOLATED,
          message + ". Change spec.resources accordingly, or the LimitRange of the namespace.",
          true);
    }
    return new Finding(Reason.POD_REFUSED, message, true);
  }

  private static String quotaCure(String message) {
    return message.contains("must specify")
        ? ". State it in spec.resources, which holds for every container, or give the namespace a"
            + " LimitRange with a default."
        : ". Raise the ResourceQuota, ask for less in spec.resources, or for fewer pods.";
  }
}
