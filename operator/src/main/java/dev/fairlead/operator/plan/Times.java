package dev.fairlead.operator.plan;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Times as the status has them. */
public final class Times {
  private Times() {}

  /** Null where there is none, or somebody has written something else. */
  public static @Nullable Instant parse(@Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
