package dev.fairlead.operator.revision;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why a revision did not go on: that it was taken back, or could not work as it was.
 *
 * @param reason one word, as in a condition
 * @param message what happened, in numbers; cut to {@link #MOST} characters
 */
public record Ending(String reason, String message) {
  /** Of a message, as the status has room for. */
  static final int MOST = 256;

  private static final Pattern FORM =
      Pattern.compile("([A-Z][A-Za-z]{0,62}): (.{0," + MOST + "})", Pattern.DOTALL);

  public Ending {
    message =
        message.codePointCount(0, message.length()) <= MOST
            ? message
            : message.substring(0, message.offsetByCodePoints(0, MOST - 1)) + "…";
  }

  /** As an annotation has it, such as {@code RolledBack: nothing moved for 10m}. */
  String text() {
    return reason + ": " + message;
  }

  /** What was written like that; null where it was not. */
  static @Nullable Ending of(@Nullable String text) {
    Matcher matcher = FORM.matcher(text == null ? "" : text);
    return matcher.matches() ? new Ending(matcher.group(1), matcher.group(2)) : null;
  }
}
