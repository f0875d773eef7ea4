package dev.fairlead.fetch.source;

import dev.fairlead.fetch.net.Authorization;
import dev.fairlead.fetch.net.GuardedHttp;
import dev.fairlead.fetch.net.HttpReply;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One repository of an OCI registry, read (distribution-spec 1.1): answers challenges, keeps the
 * token, asks for a new one when it ran out.
 */
final class Registry {
  private static final Set<Integer> USABLE = Set.of(200, 206, 416);

  private final OciReference reference;
  private final URI api;
  private final GuardedHttp http;
  private final TokenService tokens;
  private Optional<Authorization> authorization = Optional.empty();

  /**
   * @param scheme https, or http for hosts that the operator lists
   */
  Registry(OciReference reference, String scheme, GuardedHttp http, TokenService tokens) {
    this.reference = reference;
    this.api =
        URI.create(
            "%s://%s/v2/%s/".formatted(scheme, reference.apiHost(), reference.apiRepository()));
    this.http = http;
    this.tokens = tokens;
  }

  /** A manifest or an index, by tag or digest. */
  HttpReply manifest(String tagOrDigest, Map<String, String> headers) throws IOException {
    return get("manifests/" + tagOrDigest, headers, "manifest " + tagOrDigest);
  }

  /** A blob or a part of it. */
  HttpReply blob(String digest, Map<String, String> headers) throws IOException {
    return get("blobs/" + digest, headers, "blob " + digest);
  }

  private HttpReply get(String path, Map<String, String> headers, String what) throws IOException {
    HttpReply first = http.get(api.resolve(path), headers, authorization);
    if (first.status() != 401) {
      return usable(first, what);
    }
    try (first) {
      Optional<Authorization> renewed =
          tokens.answer(Challenge.of(first.headers("WWW-Authenticate")), api);
      if (renewed.isEmpty()) {
        throw failure(first, what);
      }
      authorization = renewed;
    }
    return usable(http.get(api.resolve(path), headers, authorization), what);
  }

  private HttpReply usable(HttpReply reply, String what) throws IOException {
    if (USABLE.contains(reply.status())) {
      return reply;
    }
    try (reply) {
      throw failure(reply, what);
    }
  }

  private IOException failure(HttpReply reply, String what) {
    return Statuses.failure(
        reply, "%s of %s".formatted(what, reference.repository()), tokens.access());
  }
}
