package dev.fairlead.fetch.source;

import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.util.List;
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

  /** The digests of an index's manifests. */
  List<String> manifests() throws FetchException {
    return read(
        text ->
            Optional.ofNullable(Index.fromJson(text).getManifests()).orElse(List.of()).stream()
                .map(ManifestDescriptor::getDigest)
                .filter(Layers.DIGEST.asMatchPredicate())
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
