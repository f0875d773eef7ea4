package dev.fairlead.fetch.source;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * An object, or a version of one, as a bucket lists it.
 *
 * @param size bytes
 * @param etag with its quotes
 * @param version its VersionId; empty in a bucket that keeps no versions
 * @param at when it was written
 * @param isLatest whether it is the current one; known of versions only
 * @param isDeletion whether it says that the object is gone from then on
 */
record S3Object(
    String key,
    long size,
    String etag,
    Optional<String> version,
    Instant at,
    boolean isLatest,
    boolean isDeletion) {
  /** Two versions may be of one second, the finest that S3 tells. */
  static final Comparator<S3Object> NEWEST_FIRST =
      Comparator.comparing(S3Object::at)
          .reversed()
          .thenComparing(S3Object::isLatest, Comparator.reverseOrder());

  /** As a file of the model. */
  FileList.Entry entry(String path) {
    return new FileList.Entry(
        path, size, version.map(id -> "version:" + id).orElseGet(() -> "etag:" + etag));
  }
}
