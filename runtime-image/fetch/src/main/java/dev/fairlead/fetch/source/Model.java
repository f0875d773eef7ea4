package dev.fairlead.fetch.source;

import dev.fairlead.fetch.archive.Packing;
import dev.fairlead.fetch.download.Blob;
import dev.fairlead.fetch.files.ModelPath;
import java.util.List;
import java.util.Optional;

/**
 * A model that was found.
 *
 * @param digest {@code sha256:HEX} of the model's identity; empty if it is that of the only item,
 *     known when it is here
 * @param items what to download
 */
public record Model(Optional<String> digest, List<Item> items) {
  public Model {
    items = List.copyOf(items);
  }

  /**
   * One download.
   *
   * @param path the file's place if it is not packed, else the archive's name
   */
  public record Item(Blob blob, Packing packing, ModelPath path) {}

  /** The size of all downloads in bytes, -1 if one is not known beforehand. */
  public long downloadBytes() {
    boolean known = items.stream().allMatch(item -> item.blob().size() >= 0);
    return known ? items.stream().mapToLong(item -> item.blob().size()).sum() : -1;
  }
}
