package dev.fairlead.fetch.source;

import dev.fairlead.fetch.download.Attempts;
import dev.fairlead.fetch.download.RetryPolicy;
import dev.fairlead.fetch.files.Sha256;
import dev.fairlead.fetch.net.HttpReply;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Progress;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the manifest that a reference stands for, and checks that it is that one. */
final class Manifests {
  /** What the distribution specification asks clients to take. */
  private static final int MAX_BYTES = 4 << 20;

  private static final String PLATFORM = "linux/amd64";

  private static final String ACCEPT =
      "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json,"
          + " application/vnd.docker.distribution.manifest.v2+json,"
          + " application/vnd.docker.distribution.manifest.list.v2+json";

  private final OciReference reference;
  private final Registry registry;
  private final RetryPolicy policy;
  private final Progress progress;

  Manifests(OciReference reference, Registry registry, RetryPolicy policy, Progress progress) {
    this.reference = reference;
    this.registry = registry;
    this.policy = policy;
    this.progress = progress;
  }

  /**
   * What the reference names: by digest if one is known, else by tag.
   *
   * @throws FetchException {@link Reason#DIGEST_MISMATCH} naming both digests if the registry has
   *     something else under the tag
   */
  Document named(Optional<String> digest) throws IOException {
    if (digest.isEmpty()) {
      return get(reference.tag().orElseThrow());
    }
    try {
      return get(digest.get());
    } catch (FetchException e) {
      if (e.reason() != Reason.MODEL_NOT_FOUND || reference.tag().isEmpty()) {
        throw e;
      }
      // Nobody has these bytes: what the tag stands for tells more than "not found".
      String tag = reference.tag().get();
      throw new FetchException(
          Reason.DIGEST_MISMATCH,
          "%s:%s has the digest %s, expected was %s, which the registry does not have: correct model.digest, or publish that version again."
              .formatted(reference.location(), tag, get(tag).digest(), digest.get()),
          e);
    }
  }

  /**
   * The manifest itself, where the name stood for an index: of one, or of one per platform. A
   * model's files are the same on all of them; one has to be named, so that everybody gets the
   * same.
   */
  Document manifest(Document document) throws IOException {
    if (!document.isIndex()) {
      return document;
    }
    List<Document.Entry> all =
        document.manifests().stream().filter(entry -> !entry.isAttachment()).toList();
    List<Document.Entry> fitting =
        all.size() == 1
            ? all
            : all.stream().filter(entry -> entry.platform().equals(PLATFORM)).toList();
    if (fitting.size() != 1) {
      throw new FetchException(
          Reason.FETCH_FAILED,
          "model.uri names an index of %d manifests, %d of them for %s: name one of them by its digest."
              .formatted(all.size(), fitting.size(), PLATFORM));
    }
    return get(fitting.get(0).digest());
  }

  private Document get(String tagOrDigest) throws IOException {
    return new Attempts(policy, reference.host(), progress)
        .run(
            "Reading the manifest %s from %s".formatted(tagOrDigest, reference.host()),
            () -> {
              try (HttpReply reply = registry.manifest(tagOrDigest, Map.of("Accept", ACCEPT))) {
                return document(reply, tagOrDigest);
              }
            });
  }

  private static Document document(HttpReply reply, String tagOrDigest) throws IOException {
    byte[] bytes = reply.head(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new FetchException(Reason.FETCH_FAILED, "The manifest is longer than 4 MiB.");
    }
    String digest = "sha256:" + Sha256.of(bytes);
    if (tagOrDigest.startsWith("sha256:") && !tagOrDigest.equals(digest)) {
      throw new FetchException(
          Reason.DIGEST_MISMATCH,
          "The registry's manifest has the digest %s, expected was %s: the registry is damaged, or somebody is between."
              .formatted(digest, tagOrDigest));
    }
    String type = reply.header("Content-Type").orElse("");
    return new Document(digest, type, new String(bytes, StandardCharsets.UTF_8));
  }
}
