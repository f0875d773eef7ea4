package dev.fairlead.fetch.source;

import dev.fairlead.fetch.download.Attempts;
import dev.fairlead.fetch.download.RetryPolicy;
import dev.fairlead.fetch.net.HttpReply;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Progress;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a bucket holds under a prefix: with versions where it tells them (ListObjectVersions), else
 * as it is now (ListObjectsV2).
 */
final class S3Listing {
  private static final int MAX_OBJECTS = 20_000;
  private static final Set<String> ROWS = Set.of("Contents", "Version", "DeleteMarker");

  /** The version of an object that was written while its bucket kept none. */
  private static final String NO_VERSION = "null";

  private final S3Api api;
  private final S3Reference reference;
  private final String host;
  private final RetryPolicy policy;
  private final Progress progress;

  S3Listing(S3Api api, S3Reference reference, String host, RetryPolicy policy, Progress progress) {
    this.api = api;
    this.reference = reference;
    this.host = host;
    this.policy = policy;
    this.progress = progress;
  }

  /** The objects of the folder; else the one whose key is the prefix; else none. */
  S3Versions objects() throws IOException {
    S3Versions folder = under(reference.folder(), true);
    if (!folder.objects().isEmpty() || reference.prefix().isEmpty()) {
      return folder;
    }
    S3Versions one = under(reference.prefix(), false);
    return new S3Versions(
        one.objects().stream().filter(it -> it.key().equals(reference.prefix())).toList(),
        one.asOf());
  }

  private S3Versions under(String prefix, boolean all) throws IOException {
    if (reference.asOf().isPresent()) {
      return S3Versions.of(versions(prefix, all), reference.asOf());
    }
    try {
      return S3Versions.of(versions(prefix, all), Optional.empty());
    } catch (FetchException e) {
      // Many may list a bucket but not its versions, and not every store knows of them.
      if (e.reason() != Reason.ACCESS_DENIED) {
        throw e;
      }
      return S3Versions.of(now(prefix, all), Optional.empty());
    }
  }

  private List<S3Object> versions(String prefix, boolean all) throws IOException {
    return pages(
        Map.of("versions", "", "prefix", prefix),
        Map.of("NextKeyMarker", "key-marker", "NextVersionIdMarker", "version-id-marker"),
        all);
  }

  private List<S3Object> now(String prefix, boolean all) throws IOException {
    return pages(
        Map.of("list-type", "2", "prefix", prefix),
        Map.of("NextContinuationToken", "continuation-token"),
        all);
  }

  /**
   * One page after the other.
   *
   * @param markers fields of an answer, and the parameters that they are for the next page
   * @param all whether more than the first page is wanted
   */
  private List<S3Object> pages(Map<String, String> query, Map<String, String> markers, boolean all)
      throws IOException {
    var objects = new ArrayList<S3Object>();
    var next = new HashMap<>(query);
    while (true) {
      Xml.Content page = page(Map.copyOf(next));
      for (Xml.Row row : page.rows()) {
        objects.add(object(row));
      }
      if (objects.size() > MAX_OBJECTS) {
        throw new FetchException(
            Reason.FETCH_FAILED,
            "%s holds more than %d objects and versions: give the model a prefix of its own."
                .formatted(reference, MAX_OBJECTS));
      }
      if (!all || !"true".equals(page.fields().get("IsTruncated"))) {
        return objects;
      }
      markers.forEach((field, parameter) -> put(next, parameter, page.fields().get(field)));
    }
  }

  private static void put(Map<String, String> query, String parameter, @Nullable String value) {
    if (value != null) {
      query.put(parameter, value);
    }
  }

  private Xml.Content page(Map<String, String> query) throws IOException {
    return new Attempts(policy, host, progress)
        .run(
            "Listing %s".formatted(reference),
            () -> {
              try (HttpReply reply = api.bucket(query)) {
                return Xml.read(reply.body(), ROWS);
              }
            });
  }

  private S3Object object(Xml.Row row) throws FetchException {
    boolean isDeletion = row.name().equals("DeleteMarker");
    try {
      return new S3Object(
          row.field("Key"),
          isDeletion ? 0 : Long.parseLong(row.field("Size")),
          row.field("ETag"),
          Optional.of(row.field("VersionId")).filter(id -> !id.isEmpty() && !id.equals(NO_VERSION)),
          Instant.parse(row.field("LastModified")),
          row.field("IsLatest").equals("true"),
          isDeletion);
    } catch (NumberFormatException | DateTimeException e) {
      throw new FetchException(
          Reason.FETCH_FAILED, "%s lists objects as S3 does not.".formatted(host), e);
    }
  }
}
