package dev.fairlead.fetch.source;

import dev.fairlead.fetch.archive.Packing;
import dev.fairlead.fetch.download.Attempts;
import dev.fairlead.fetch.download.Blob;
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

  /**
   * What the server calls the file that it has now.
   *
   * @param name {@code etag:…} or {@code modified:…}; {@code unknown} if it does not say
   * @param size bytes, -1 if it does not say
   */
  private record Version(String name, long size) {
    static Version of(HttpReply reply) {
      String name =
          reply
              .header("ETag")
              .map(tag -> "etag:" + tag)
              .or(() -> reply.header("Last-Modified").map(time -> "modified:" + time))
              .orElse("unknown");
      return new Version(name, reply.length());
    }
  }

  private final URI uri;
  private final Optional<String> digest;
  private final boolean asksForVersion;
  private final GuardedHttp http;
  private final CredentialFiles credentials;
  private final RetryPolicy policy;
  private final Progress progress;

  /**
   * @param digest {@code sha256:HEX} of the file or archive, if it is known
   * @param asksForVersion whether the model's identity is wanted, which costs a request
   */
  public HttpSource(
      URI uri,
      Optional<String> digest,
      boolean asksForVersion,
      GuardedHttp http,
      CredentialFiles credentials,
      RetryPolicy policy,
      Progress progress) {
    this.uri = uri;
    this.digest = digest;
    this.asksForVersion = asksForVersion;
    this.http = http;
    this.credentials = credentials;
    this.policy = policy;
    this.progress = progress;
  }

  @Override
  public Model resolve() throws IOException {
    Optional<Authorization> authorization = credentials.http();
    String file = fileName();
    Optional<Version> version =
        asksForVersion ? Optional.of(version(file, authorization)) : Optional.empty();
    var blob =
        new Blob(
            Sha256.of(uri.toString().getBytes(StandardCharsets.UTF_8)),
            file,
            uri.getHost(),
            digest.map(text -> text.substring("sha256:".length())),
            version.map(Version::size).orElse(-1L),
            headers -> same(open(headers, authorization), version));
    var item = new Model.Item(blob, Packing.ofName(file), ModelPath.of(file));
    return new Model(
        location(),
        Optional.empty(),
        version.map(now -> digest.orElseGet(() -> identity(file, now))),
        List.of(item));
  }

  @Override
  public String resolved(String sha256) {
    return location() + "@" + sha256;
  }

  /** A query may hold a signature: it is not shown. */
  private String location() {
    return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
  }

  /** A digest says more than any name; without one, the name and the length are all there is. */
  private static String identity(String file, Version version) {
    return new FileList(List.of(new FileList.Entry(file, version.size(), version.name())))
        .identity();
  }

  private Version version(String file, Optional<Authorization> authorization) throws IOException {
    return new Attempts(policy, uri.getHost(), progress)
        .run(
            "Asking %s for %s".formatted(uri.getHost(), file),
            () -> {
              // not HEAD, which a signed URL does not allow
              try (HttpReply reply = open(Map.of("Accept-Encoding", "identity"), authorization)) {
                return Version.of(reply);
              }
            });
  }

  private static HttpReply same(HttpReply reply, Optional<Version> version) throws FetchException {
    if (version.isEmpty()
        || reply.status() == NO_SUCH_RANGE
        || version.get().name().equals(Version.of(reply).name())) {
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
