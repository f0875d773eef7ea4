package dev.fairlead.operator.observe;

import dev.fairlead.api.v1alpha1.Reason;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Why an image is not there, from the words of the kubelet, its runtime and the registry. */
final class ImagePull {
  private static final Set<String> TROUBLE =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "InvalidImageName",
          "ErrImageNeverPull",
          "ImageInspectError",
          "RegistryUnavailable",
          "SignatureValidationFailed");
  private static final Set<String> MISSING =
      Set.of("not found", "manifest unknown", "name unknown", "does not exist");

  /** containerd's beginning where a registry wants a login: it goes on with "does not exist or". */
  private static final String DENIED = "pull access denied";

  private ImagePull() {}

  /** Whether a waiting container's reason is about its image. */
  static boolean isTrouble(String reason) {
    return TROUBLE.contains(reason);
  }

  static Finding finding(String image, String reason, @Nullable String message) {
    String text = message == null || message.isBlank() ? reason : cause(message);
    String lower = text.toLowerCase(Locale.ROOT);
    boolean missing =
        "InvalidImageName".equals(reason)
            || (!lower.contains(DENIED) && MISSING.stream().anyMatch(lower::contains));
    return new Finding(
        missing ? Reason.IMAGE_NOT_FOUND : Reason.IMAGE_PULL_FAILED,
        text.startsWith(image) ? text : image + ": " + text,
        true);
  }

  /**
   * The registry's word, without the layers around it. The kubelet says the same with and without
   * "back-off", turn by turn: cut off, the two are one message.
   */
  private static String cause(String message) {
    String text = after(message, "ErrImagePull: ");
    text = after(text, "desc = ");
    int resolving = text.lastIndexOf("failed to resolve reference ");
    if (resolving >= 0) {
      int colon = text.indexOf(": ", resolving);
      text = colon < 0 ? text : text.substring(colon + 2);
    }
    return text;
  }

  private static String after(String text, String mark) {
    int at = text.lastIndexOf(mark);
    return at < 0 ? text : text.substring(at + mark.length());
  }
}
