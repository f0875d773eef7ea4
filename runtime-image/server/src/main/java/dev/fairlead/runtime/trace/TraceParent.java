package dev.fairlead.runtime.trace;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code traceparent}: <a href="https://www.w3.org/TR/trace-context/">Trace Context</a>.
 */
public final class TraceParent {
  /** Of HTTP, and of gRPC's metadata. */
  public static final String HEADER = "traceparent";

  /** A version to come may add fields. */
  private static final Pattern FORM =
      Pattern.compile(
          "(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

  private static final int LONGEST = 256;

  private TraceParent() {}

  /** The id of the trace; null if the header is not there, or wrong. */
  public static @Nullable String traceId(@Nullable String header) {
    if (header == null || header.length() > LONGEST) {
      return null;
    }
    Matcher form = FORM.matcher(header);
    return form.matches() ? form.group(1) : null;
  }
}
