package dev.fairlead.fetch.source;

import dev.fairlead.fetch.archive.Packing;
import dev.fairlead.fetch.download.Blob;
import dev.fairlead.fetch.files.ModelPath;
import dev.fairlead.fetch.files.Sha256;
import dev.fairlead.fetch.net.Authorization;
import dev.fairlead.fetch.net.GuardedHttp;
import dev.fairlead.fetch.net.HttpReply;
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

  private final URI uri;
  private final Optional<String> digest;
  private final GuardedHttp http;
  private final CredentialFiles credentials;

  /**
   * @param digest {@code sha256:HEX} of the file or archive, if it is known
   */
  public HttpSource(
      URI uri, Optional<String> digest, GuardedHttp http, CredentialFiles credentials) {
    this.uri = uri;
    this.digest = digest;
    this.http = http;
    this.credentials = credentials;
  }

  @Override
  public Model resolve() throws IOException {
    Optional<Authorization> authorization = credentials.http();
    String file = fileName();
    var blob =
        new Blob(
            Sha256.of(uri.toString().getBytes(StandardCharsets.UTF_8)),
            file,
            uri.getHost(),
            digest.map(text -> text.substring("sha256:".length())),
            -1,
            headers -> open(headers, authorization));
    var item = new Model.Item(blob, Packing.ofName(file), ModelPath.of(file));
    return new Model(Optional.empty(), List.of(item));
  }

  /** A query may hold a signature: it is not shown. */
  @Override
  public String location() {
    return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
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
