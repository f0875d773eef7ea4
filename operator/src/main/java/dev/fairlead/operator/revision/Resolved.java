package dev.fairlead.operator.revision;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a model's reference stood for when it was resolved.
 *
 * @param uri the reference that means this version from now on, as far as the source can say so
 * @param identity {@code sha256:…} that stands for the files: anything else is refused
 * @param bytes size of their download; null where the source does not tell
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Resolved(String uri, String identity, @Nullable Long bytes) {
  private static final String ADDRESS = "https://";

  /**
   * Where the files are fetched from. No address says which version it means, and a query, which
   * may hold a signature, is not told: there it is the declared one.
   */
  public String reference(String declared) {
    return declared.startsWith(ADDRESS) ? declared : uri;
  }

  /** What {@code model.digest} would say; null where only the files themselves tell. */
  public @Nullable String digest() {
    return uri.startsWith(ADDRESS) ? null : identity;
  }
}
