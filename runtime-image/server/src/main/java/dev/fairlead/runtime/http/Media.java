package dev.fairlead.runtime.http;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a body is of a kind that can be read. */
final class Media {
  /** The last one is what curl writes unless told otherwise. */
  private static final Set<String> TYPES =
      Set.of("application/json", "application/octet-stream", "application/x-www-form-urlencoded");

  private Media() {}

  /** Why it cannot be read. */
  static Optional<String> problem(@Nullable String type, @Nullable String encoding) {
    if (encoding != null && !encoding.strip().equalsIgnoreCase("identity")) {
      return Optional.of(
          "a body with Content-Encoding " + encoding + " cannot be read: send it as it is");
    }
    String essence = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (essence.isEmpty() || TYPES.contains(essence) || essence.endsWith("+json")) {
      return Optional.empty();
    }
    return Optional.of("a body of " + essence + " cannot be read: send application/json");
  }
}
