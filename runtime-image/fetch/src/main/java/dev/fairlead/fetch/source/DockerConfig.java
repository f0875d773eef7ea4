package dev.fairlead.fetch.source;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The logins of a {@code .dockerconfigjson}; helpers and stores are not asked. */
final class DockerConfig {
  private static final String HUB = "docker.io";

  /** A user of a registry. */
  record Login(String username, String password) {
    @Override
    public String toString() {
      return "Login[hidden]";
    }
  }

  private final Map<String, Login> logins;

  private DockerConfig(Map<String, Login> logins) {
    this.logins = Map.copyOf(logins);
  }

  static DockerConfig none() {
    return new DockerConfig(Map.of());
  }

  /** Empty if the text is not a Docker config. */
  static Optional<DockerConfig> parse(String json) {
    try {
      var logins = new HashMap<String, Login>();
      JsonObject auths = JsonParser.parseString(json).getAsJsonObject().getAsJsonObject("auths");
      if (auths == null) {
        return Optional.empty();
      }
      for (Map.Entry<String, JsonElement> auth : auths.entrySet()) {
        login(auth.getValue().getAsJsonObject())
            .ifPresent(login -> logins.put(place(auth.getKey()), login));
      }
      return Optional.of(new DockerConfig(logins));
    } catch (JsonParseException
        | IllegalStateException
        | IllegalArgumentException
        | ClassCastException
        | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  /** The login for a repository: that of its longest prefix, as the kubelet does it. */
  Optional<Login> of(String host, String repository) {
    String wanted = place(host) + "/" + repository + "/";
    return logins.entrySet().stream()
        .filter(entry -> wanted.startsWith(entry.getKey() + "/"))
        .max(Comparator.comparingInt(entry -> entry.getKey().length()))
        .map(Map.Entry::getValue);
  }

  /** Whether the Secret names this host, with or without a port. */
  boolean names(String host) {
    return logins.keySet().stream().anyMatch(place -> place.split("/", -1)[0].equals(place(host)));
  }

  /** {@code HOST[:PORT][/PATH]}: without scheme, API version, and with one name for Docker Hub. */
  private static String place(String key) {
    String place =
        key.toLowerCase(Locale.ROOT)
            .replaceFirst("^https?://", "")
            .replaceFirst("/(v1|v2)?/?$", "");
    int slash = place.indexOf('/');
    String host = slash < 0 ? place : place.substring(0, slash);
    boolean hub = host.equals(HUB) || host.endsWith("." + HUB);
    return hub ? HUB + place.substring(host.length()) : place;
  }

  private static Optional<Login> login(JsonObject auth) {
    String pair = text(auth, "auth");
    if (pair != null && !pair.isEmpty()) {
      String decoded = new String(Base64.getDecoder().decode(pair.strip()), StandardCharsets.UTF_8);
      int colon = decoded.indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException("auth is not user:password");
      }
      return Optional.of(new Login(decoded.substring(0, colon), decoded.substring(colon + 1)));
    }
    String username = text(auth, "username");
    String password = text(auth, "password");
    return username == null || password == null
        ? Optional.empty()
        : Optional.of(new Login(username, password));
  }

  private static @Nullable String text(JsonObject object, String name) {
    JsonElement value = object.get(name);
    return value == null || value.isJsonNull() ? null : value.getAsString();
  }
}
