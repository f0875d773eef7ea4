package dev.fairlead.fetch.source;

import dev.fairlead.fetch.archive.Packing;
import dev.fairlead.fetch.download.Blob;
import dev.fairlead.fetch.files.ModelPath;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.util.List;
import java.util.Optional;

/**
 * A model that was found.
 *
 * @param uri the reference that means this version from now on, as far as the source can say so
 * @param digest {@code sha256:HEX} of the model; empty if it is that of the only item, known when
 *     it is here
 * @param identity {@code sha256:HEX} that stands for this version before its files are here; empty
 *     where nobody asked
 * @param items what to download
 */
public record Model(
    String uri, Optional<String> digest, Optional<String> identity, List<Item> items) {
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

  /**
   * Compares with what was pinned.
   *
   * @throws FetchException {@link Reason#SOURCE_MOVED} if the source has something else now
   */
  public void require(Optional<String> pinned) throws FetchException {
    if (pinned.isPresent() && !pinned.equals(identity)) {
      throw new FetchException(
          Reason.SOURCE_MOVED,
          "model.uri stands for %s now, %s was resolved before: put the old files back, or take the new ones by a change of model or refresh."
              .formatted(identity.orElse("something unknown"), pinned.get()));
    }
  }
}
