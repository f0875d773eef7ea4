package dev.fairlead.fetch.source;

import dev.fairlead.fetch.archive.Packing;
import dev.fairlead.fetch.download.Attempts;
import dev.fairlead.fetch.download.Blob;
import dev.fairlead.fetch.download.ContentDigest;
import dev.fairlead.fetch.download.RetryPolicy;
import dev.fairlead.fetch.files.ModelPath;
import dev.fairlead.fetch.files.Sha256;
import dev.fairlead.fetch.net.Authorization;
import dev.fairlead.fetch.net.GuardedHttp;
import dev.fairlead.fetch.net.HttpReply;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Progress;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code https://HOST/PATH}: one file, or an archive by the ending of its name. */
public final class HttpSource implements Source {
  private static final Set<Integer> USABLE = Set.of(200, 206, 416);
  private static final int NO_SUCH_RANGE = 416;
  private static final String SHA256 = "sha256:";

  /**
   * What the server calls the file that it has now.
   *
   * @param name {@code etag:…}; empty where other bytes may have the same one: a weak ETag does not
   *     promise more, and a time not even that (RFC 9110, 8.8)
   * @param size bytes, -1 if it does not say
   */
  private record Version(Optional<String> name, long size) {
    static Version of(HttpReply reply) {
      return new Version(
          reply.header("ETag").filter(tag -> tag.startsWith("\"")).map(tag -> "etag:" + tag),
          reply.length());
    }
  }

  private final URI uri;
  private final Optional<String> digest;
  private final boolean asksForVersion;
  private final Optional<String> pinned;
  private final GuardedHttp http;
  private final CredentialFiles credentials;
  private final RetryPolicy policy;
  private final Progress progress;

  /**
   * @param digest {@code sha256:HEX} of the file or archive, if it is known
   * @param asksForVersion whether the model's identity is wanted, which costs a request; of a
   *     server without strong ETags one for the whole file
   * @param pinned {@code sha256:HEX} that it was found to be before, where the file is fetched: it
   *     then costs no more than the download, which is held against it
   */
  public HttpSource(
      URI uri,
      Optional<String> digest,
      boolean asksForVersion,
      Optional<String> pinned,
      GuardedHttp http,
      CredentialFiles credentials,
      RetryPolicy policy,
      Progress progress) {
    this.uri = uri;
    this.digest = digest;
    this.asksForVersion = asksForVersion;
    this.pinned = pinned;
    this.http = http;
    this.credentials = credentials;
    this.policy = policy;
    this.progress = progress;
  }

  @Override
  public Model resolve() throws IOException {
    Optional<Authorization> authorization = credentials.http();
    Blob.Opener opener = headers -> open(headers, authorization);
    if (!asksForVersion) {
      return model(blob(digest, -1, opener), Optional.empty());
    }
    Version version = version(opener);
    if (version.name().isPresent()) {
      Blob.Opener sameVersion = headers -> same(opener.open(headers), version);
      return model(blob(digest, version.size(), sameVersion), digest.or(() -> identity(version)));
    }
    // The digest of the bytes says more than any name, and here it is all there is.
    Optional<String> known = digest.or(() -> pinned);
    if (known.isPresent()) {
      return model(blob(known, version.size(), opener), known);
    }
    var content =
        new ContentDigest(policy, progress).of(blob(Optional.empty(), version.size(), opener));
    Optional<String> found = Optional.of(SHA256 + content.sha256());
    return model(blob(found, content.size(), opener), found);
  }

  @Override
  public String resolved(String sha256) {
    return location() + "@" + sha256;
  }

  private Blob blob(Optional<String> sha256, long size, Blob.Opener opener) {
    return new Blob(
        Sha256.of(uri.toString().getBytes(StandardCharsets.UTF_8)),
        fileName(),
        uri.getHost(),
        sha256.map(text -> text.substring(SHA256.length())),
        size,
        opener);
  }

  private Model model(Blob blob, Optional<String> identity) throws FetchException {
    String file = fileName();
    var item = new Model.Item(blob, Packing.ofName(file), ModelPath.of(file));
    return new Model(location(), Optional.empty(), identity, List.of(item));
  }

  /** A query may hold a signature: it is not shown. */
  private String location() {
    return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
  }

  private Optional<String> identity(Version version) {
    return version
        .name()
        .map(name -> new FileList.Entry(fileName(), version.size(), name))
        .map(entry -> new FileList(List.of(entry)).identity());
  }

  private Version version(Blob.Opener opener) throws IOException {
    return new Attempts(policy, uri.getHost(), progress)
        .run(
            "Asking %s for %s".formatted(uri.getHost(), fileName()),
            () -> {
              // not HEAD, which a signed URL does not allow
              try (HttpReply reply = opener.open(Map.of("Accept-Encoding", "identity"))) {
                return Version.of(reply);
              }
            });
  }

  private static HttpReply same(HttpReply reply, Version version) throws FetchException {
    if (reply.status() == NO_SUCH_RANGE || version.name().equals(Version.of(reply).name())) {
      return reply;
    }
    try (reply) {
      throw new FetchException(
          Reason.DIGEST_MISMATCH,
          "The file was changed at its source while it was fetched: fetch it again.");
    }
  }

  private HttpReply open(Map<String, String> headers, Optional<Authorization> authorization)
      throws IOException {
    HttpReply reply = http.get(uri, headers, authorization);
    if (USABLE.contains(reply.status())) {
      return reply;
    }
    try (reply) {
      throw Statuses.failure(reply, uri.getPath(), access());
    }
  }

  private String access() {
    return credentials.named()
        ? "Correct %s, or the rights of its user.".formatted(credentials.who())
        : "Name a Secret with the key token, or username and password, in model.credentials.secretRef.";
  }

  private String fileName() {
    String path = Optional.ofNullable(uri.getPath()).orElse("");
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.isEmpty() || name.equals(".") || name.equals("..") ? "model" : name;
  }
}
