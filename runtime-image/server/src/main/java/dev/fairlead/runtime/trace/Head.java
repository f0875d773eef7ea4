package dev.fairlead.runtime.trace;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a request begins.
 *
 * @param name of its span: one of few
 * @param attributes of its span, by OpenTelemetry's semantic conventions
 * @param headers in which it says where it belongs
 */
public record Head(String name, Map<String, String> attributes, Headers headers) {
  /** Headers by their name in lower case. */
  @FunctionalInterface
  public interface Headers {
    /** The first of that name. */
    @Nullable String get(String name);
  }
}
