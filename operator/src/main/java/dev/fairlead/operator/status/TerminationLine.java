package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.Reason;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one of our programs says when it ends: {@code <Reason>: <text>}. A pod may run a foreign
 * image, so nothing else is believed.
 *
 * @param reason from the closed list
 * @param text the rest of the line
 */
record TerminationLine(Reason reason, String text) {
  private static final Pattern FORM =
      Pattern.compile("([A-Z][A-Za-z]{2,40}): (\\P{Cntrl}{1,2000})");
  private static final Pattern FETCHED =
      Pattern.compile(
          "Fetched: digest=(sha256:[0-9a-f]{64}) files=\\d{1,9} bytes=(\\d{1,18})(?: .*)?");
  private static final Map<String, Reason> REASONS =
      Arrays.stream(Reason.values()).collect(Collectors.toMap(Reason::value, Function.identity()));

  static Optional<TerminationLine> parse(String message) {
    Matcher form = FORM.matcher(message.strip());
    if (!form.matches()) {
      return Optional.empty();
    }
    Reason reason = REASONS.get(form.group(1));
    return reason == null
        ? Optional.empty()
        : Optional.of(new TerminationLine(reason, form.group(2)));
  }

  /**
   * What was fetched.
   *
   * @param digest {@code sha256:…}
   * @param bytes of all files
   */
  record Fetched(String digest, long bytes) {}

  static Optional<Fetched> fetched(@Nullable String message) {
    Matcher line = FETCHED.matcher(message == null ? "" : message.strip());
    return line.matches()
        ? Optional.of(new Fetched(line.group(1), Long.parseLong(line.group(2))))
        : Optional.empty();
  }
}
