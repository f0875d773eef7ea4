package dev.fairlead.operator.apply;

import dev.fairlead.operator.apply.Applied.Refusal;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the API server said, for a person. */
public final class Refusals {
  private static final int MOST = 512;
  private static final int FORBIDDEN = 403;
  private static final int INVALID = 422;

  /**
   * How an admission of the site begins, only there: what follows, and what is said of a spec that
   * cannot be, may hold anybody's words.
   *
   * @see <a
   *     href="https://github.com/kubernetes/kubernetes/blob/v1.34.4/staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/errors/statuserror.go">webhooks</a>
   * @see <a
   *     href="https://github.com/kubernetes/kubernetes/blob/v1.34.4/staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/validating/dispatcher.go">policies</a>
   */
  private static final Pattern DENIED =
      Pattern.compile(
          "admission webhook \"[^\"]+\" denied the request"
              + "|[^:]*forbidden: ValidatingAdmissionPolicy '[^']+' (with binding '[^']+' )?denied"
              + " request");

  private Refusals() {}

  /** Of that object; empty for trouble that another try may cure. */
  static Optional<Refusal> of(String what, KubernetesClientException e) {
    String message = what + ": " + message(e);
    if (isDenied(e) || e.getCode() == FORBIDDEN) {
      return Optional.of(new Refusal.Forbidden(message));
    }
    return e.getCode() == INVALID ? Optional.of(new Refusal.Invalid(message)) : Optional.empty();
  }

  /**
   * Whether an admission of the site refused it. The code does not tell: it is 400 where a webhook
   * gives none, and 422, as for a spec that cannot be, where a policy gives no reason.
   */
  static boolean isDenied(KubernetesClientException e) {
    String said = said(e);
    return said != null && DENIED.matcher(said).lookingAt();
  }

  /**
   * The server's own sentence where there is one; the client's, which names addresses, only else.
   * Of an admission all that it says, in one line: engines of policies name theirs in later ones.
   */
  public static String message(KubernetesClientException e) {
    String said = said(e);
    if (said == null) {
      return "no message";
    }
    String line =
        isDenied(e)
            ? said.strip().replaceAll("\\s+", " ")
            : said.lines().findFirst().orElse("").strip();
    return line.length() <= MOST ? line : line.substring(0, MOST) + "…";
  }

  private static @Nullable String said(KubernetesClientException e) {
    return e.getStatus() == null || e.getStatus().getMessage() == null
        ? e.getMessage()
        : e.getStatus().getMessage();
  }
}
