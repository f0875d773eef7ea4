package dev.fairlead.fetch.source;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The versions that were the current ones at an instant.
 *
 * @param objects in the order of their keys
 * @param asOf the instant; empty in a bucket that keeps no versions
 */
record S3Versions(List<S3Object> objects, Optional<Instant> asOf) {
  /**
   * The same objects at any later time.
   *
   * @param listed all versions and deletions, in any order
   * @param asOf the instant; empty for that of the newest change, since which all is as it is
   */
  static S3Versions of(List<S3Object> listed, Optional<Instant> asOf) {
    Optional<Instant> instant =
        asOf.or(() -> listed.stream().map(S3Object::at).max(Comparator.naturalOrder()));
    Map<String, S3Object> newest = new TreeMap<>();
    for (S3Object object : listed.stream().sorted(S3Object.NEWEST_FIRST).toList()) {
      if (instant.isEmpty() || !object.at().isAfter(instant.get())) {
        newest.putIfAbsent(object.key(), object);
      }
    }
    List<S3Object> objects =
        newest.values().stream().filter(object -> !object.isDeletion()).toList();
    boolean keepsVersions = listed.stream().anyMatch(object -> object.version().isPresent());
    return new S3Versions(objects, keepsVersions ? instant : Optional.empty());
  }
}
