package dev.fairlead.operator.validate;

import dev.fairlead.api.v1alpha1.ModelSpec;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A store without TLS is one that the operator has to list: keys and models pass by there. */
final class EndpointRules {
  private EndpointRules() {}

  static List<Violation> of(ModelSpec model, List<String> plainHttpHosts) {
    if (model.endpoint() == null) {
      return List.of();
    }
    Optional<URI> endpoint = parse(model.endpoint());
    if (endpoint.isEmpty()) {
      return List.of(new Violation("spec.model.endpoint must be https://HOST"));
    }
    if ("https".equals(endpoint.get().getScheme()) || isListed(endpoint.get(), plainHttpHosts)) {
      return List.of();
    }
    return List.of(
        new Violation(
            "spec.model.endpoint is without TLS: use https, or have %s listed in the operator's fetch.plainHttpHosts"
                .formatted(endpoint.get().getHost()),
            true));
  }

  private static Optional<URI> parse(String endpoint) {
    try {
      URI uri = new URI(endpoint);
      boolean isHttp = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      return isHttp && uri.getHost() != null && uri.getRawUserInfo() == null
          ? Optional.of(uri)
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** With this port or with all of them, as fetch reads the list. */
  private static boolean isListed(URI endpoint, List<String> hosts) {
    String host = endpoint.getHost().toLowerCase(Locale.ROOT);
    String withPort = host + ":" + (endpoint.getPort() < 0 ? 80 : endpoint.getPort());
    return hosts.stream()
        .map(listed -> listed.strip().toLowerCase(Locale.ROOT))
        .anyMatch(listed -> listed.equals(host) || listed.equals(withPort));
  }
}
