package dev.fairlead.fetch.source;

import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import land.oras.Index;
import land.oras.Manifest;
import land.oras.ManifestDescriptor;

/**
 * A manifest or an index as a registry sent it.
 *
 * @param digest {@code sha256:HEX} of its bytes
 * @param type media type
 */
record Document(String digest, String type, String json) {
  boolean isIndex() {
    return type.endsWith("image.index.v1+json") || type.endsWith("manifest.list.v2+json");
  }

  Manifest manifest() throws FetchException {
    return read(Manifest::fromJson);
  }

  /** A manifest of an index, and what it is for, such as {@code linux/amd64}. */
  record Entry(String digest, String platform) {
    private static Entry of(ManifestDescriptor descriptor) {
      Map<String, String> platform = Optional.ofNullable(descriptor.getPlatform()).orElse(Map.of());
      return new Entry(
          descriptor.getDigest(), platform.get("os") + "/" + platform.get("architecture"));
    }

    /** What builders attach to an image has an entry as well. */
    boolean isAttachment() {
      return platform.equals("unknown/unknown");
    }
  }

  /** An index's manifests. */
  List<Entry> manifests() throws FetchException {
    return read(
        text ->
            Optional.ofNullable(Index.fromJson(text).getManifests()).orElse(List.of()).stream()
                .map(Entry::of)
                .filter(entry -> Layers.DIGEST.matcher(entry.digest()).matches())
                .toList());
  }

  private <T> T read(Function<String, T> reader) throws FetchException {
    try {
      return reader.apply(json);
    } catch (RuntimeException e) {
      // The SDK reads what registries send; what they should not send meets it unprepared.
      throw new FetchException(
          Reason.FETCH_FAILED,
          "The registry's document %s is not a manifest: publish the model again."
              .formatted(digest),
          e);
    }
  }
}
