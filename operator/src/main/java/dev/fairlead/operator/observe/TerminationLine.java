package dev.fairlead.operator.observe;

import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.operator.revision.Resolved;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one of our programs says when it ends: {@code <Reason>: <text>}. A pod may run a foreign
 * image, so nothing else is believed, and each container only the reasons that are its own.
 *
 * @param reason from the closed list
 * @param text the rest of the line
 */
public record TerminationLine(Reason reason, String text) {
  private static final Pattern FORM =
      Pattern.compile("([A-Z][A-Za-z]{2,40}): (\\P{Cntrl}{1,2000})");
  private static final Pattern FETCHED =
      Pattern.compile(
          "Fetched: digest=(sha256:[0-9a-f]{64}) files=\\d{1,9} bytes=(\\d{1,18})(?: .*)?");
  private static final Pattern RESOLVED =
      Pattern.compile(
          "Resolved: identity=(sha256:[0-9a-f]{64}) files=\\d{1,9}(?: bytes=(\\d{1,18}))?"
              + " uri=((?:https|oci|hf|s3|djl)://[!-~]{1,2200})");
  private static final Map<String, Set<Reason>> OWN =
      Map.of(
          ModelPod.FETCH,
          EnumSet.of(
              Reason.CREDENTIALS_NOT_FOUND,
              Reason.ACCESS_DENIED,
              Reason.MODEL_NOT_FOUND,
              Reason.FETCH_FAILED,
              Reason.DIGEST_MISMATCH,
              Reason.SOURCE_MOVED,
              Reason.ARCHIVE_REFUSED,
              Reason.STORAGE_FULL),
          ModelPod.SERVER,
          EnumSet.of(
              Reason.FORMAT_NOT_SUPPORTED,
              Reason.MODEL_NOT_FOUND,
              Reason.MODEL_INVALID,
              Reason.DIGEST_MISMATCH,
              Reason.OUT_OF_MEMORY,
              Reason.DEVICE_UNAVAILABLE,
              Reason.CRASHED));

  /** What that container says there; empty where it is in another form, or not its to say. */
  public static Optional<TerminationLine> parse(String container, String message) {
    Matcher form = FORM.matcher(message.strip());
    if (!form.matches()) {
      return Optional.empty();
    }
    return OWN.getOrDefault(container, Set.of()).stream()
        .filter(reason -> reason.value().equals(form.group(1)))
        .map(reason -> new TerminationLine(reason, form.group(2)))
        .findFirst();
  }

  /**
   * What was fetched.
   *
   * @param digest {@code sha256:…}
   * @param bytes of all files
   */
  public record Fetched(String digest, long bytes) {}

  static Optional<Fetched> fetched(String message) {
    Matcher line = FETCHED.matcher(message.strip());
    return line.matches()
        ? Optional.of(new Fetched(line.group(1), Long.parseLong(line.group(2))))
        : Optional.empty();
  }

  static Optional<Resolved> resolved(String message) {
    Matcher line = RESOLVED.matcher(message.strip());
    return line.matches()
        ? Optional.of(new Resolved(line.group(3), line.group(1), bytes(line.group(2))))
        : Optional.empty();
  }

  private static @Nullable Long bytes(@Nullable String digits) {
    return digits == null ? null : Long.valueOf(digits);
  }
}
