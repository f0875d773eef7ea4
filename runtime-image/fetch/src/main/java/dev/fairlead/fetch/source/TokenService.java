package dev.fairlead.fetch.source;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.fairlead.fetch.net.Authorization;
import dev.fairlead.fetch.net.GuardedHttp;
import dev.fairlead.fetch.net.HostList;
import dev.fairlead.fetch.net.HttpReply;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Answers a registry's challenge with what the Secret holds (distribution-spec token
 * authentication).
 *
 * <p>The registry says where its token service is. The login goes there only if that is the
 * registry's own host, one that the Secret names, or one that the operator allows: a registry could
 * otherwise have anybody's login sent anywhere.
 */
final class TokenService {
  private static final int MAX_ANSWER = 1 << 20;

  private final OciReference reference;
  private final DockerConfig config;
  private final CredentialFiles credentials;
  private final HostList allowed;
  private final GuardedHttp http;

  TokenService(
      OciReference reference,
      DockerConfig config,
      CredentialFiles credentials,
      HostList allowed,
      GuardedHttp http) {
    this.reference = reference;
    this.config = config;
    this.credentials = credentials;
    this.allowed = allowed;
    this.http = http;
  }

  /** What to send; empty if there is nothing that would answer. */
  Optional<Authorization> answer(Optional<Challenge> challenge, URI registry) throws IOException {
    Optional<DockerConfig.Login> login = login();
    if (challenge.isEmpty()) {
      return Optional.empty();
    }
    if (challenge.get().scheme().equals("basic")) {
      return login.map(user -> Authorization.basic(user.username(), user.password()));
    }
    return Optional.of(Authorization.bearer(token(challenge.get(), login, registry)));
  }

  /** What to do where access is refused. */
  String access() {
    if (login().isPresent()) {
      return "Correct the login in %s, or its rights.".formatted(credentials.who());
    }
    return credentials.named()
        ? "%s has no login for %s: add it to .dockerconfigjson."
            .formatted(credentials.who(), reference.host())
        : "Name a Secret with the key .dockerconfigjson in model.credentials.secretRef, or correct model.uri: some registries say the same of what does not exist.";
  }

  private Optional<DockerConfig.Login> login() {
    return config.of(reference.host(), reference.repository());
  }

  private String token(Challenge challenge, Optional<DockerConfig.Login> login, URI registry)
      throws IOException {
    URI uri = realm(challenge);
    if (login.isPresent() && !mayLearn(uri, registry)) {
      throw new FetchException(
          Reason.ACCESS_DENIED,
          "%s sends to %s for a token, a host that %s does not name: add the login for it to .dockerconfigjson, or have it listed in the operator's fetch.allowedHosts."
              .formatted(reference.host(), uri.getHost(), credentials.who()));
    }
    try (HttpReply reply =
        http.get(
            uri,
            Map.of("Accept", "application/json"),
            login.map(user -> Authorization.basic(user.username(), user.password())))) {
      if (reply.status() != 200) {
        throw Statuses.failure(reply, "token for " + reference.repository(), access());
      }
      return token(new String(reply.head(MAX_ANSWER), StandardCharsets.UTF_8))
          .orElseThrow(() -> unusable("has no token in its answer"));
    }
  }

  private boolean mayLearn(URI realm, URI registry) {
    return HostList.of(java.util.List.of(registry.getHost())).contains(realm)
        || config.names(realm.getHost())
        || config.names(realm.getHost() + ":" + realm.getPort())
        || allowed.contains(realm);
  }

  private URI realm(Challenge challenge) throws FetchException {
    String realm =
        challenge.parameter("realm").orElseThrow(() -> unusable("does not say where tokens are"));
    String scope =
        challenge.parameter("scope").orElse("repository:" + reference.apiRepository() + ":pull");
    var uri = new StringBuilder(realm);
    uri.append(realm.indexOf('?') < 0 ? '?' : '&').append("scope=").append(encoded(scope));
    challenge.parameter("service").ifPresent(it -> uri.append("&service=").append(encoded(it)));
    try {
      URI parsed = URI.create(uri.toString());
      if (parsed.getHost() != null) {
        return parsed;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw unusable("does not say where tokens are");
  }

  private Optional<String> token(String json) {
    try {
      JsonObject object = JsonParser.parseString(json).getAsJsonObject();
      var token = object.has("token") ? object.get("token") : object.get("access_token");
      return token == null
          ? Optional.empty()
          : Optional.of(token.getAsString()).filter(text -> text.matches("[!-~]+"));
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  private FetchException unusable(String how) {
    return new FetchException(
        Reason.FETCH_FAILED, "The token service of %s %s.".formatted(reference.host(), how));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
