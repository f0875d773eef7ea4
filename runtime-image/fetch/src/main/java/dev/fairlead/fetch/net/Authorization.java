package dev.fairlead.fetch.net;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.apache.hc.core5.http.HttpHeaders;

/** The headers by which a request says who asks; does not show itself. */
public final class Authorization {
  private final Map<String, String> headers;
  private final boolean isSecret;

  private Authorization(Map<String, String> headers, boolean isSecret) {
    this.headers = Map.copyOf(headers);
    this.isSecret = isSecret;
  }

  /** RFC 6750. */
  public static Authorization bearer(String token) {
    return secret("Bearer " + token);
  }

  /** RFC 7617, UTF-8. */
  public static Authorization basic(String username, String password) {
    byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
    return secret("Basic " + Base64.getEncoder().encodeToString(pair));
  }

  /**
   * A signature over one request. It tells no key, so that it may go over plain http to a host that
   * the operator lists, and it is of no use with any other request.
   */
  public static Authorization signature(Map<String, String> headers) {
    return new Authorization(headers, false);
  }

  private static Authorization secret(String value) {
    return new Authorization(Map.of(HttpHeaders.AUTHORIZATION, value), true);
  }

  /** Whether it may go along to a hop of a request. */
  boolean mayGo(URI first, URI hop) {
    return isSecret ? isOfOneOrigin(first, hop) : first.equals(hop);
  }

  Map<String, String> headers() {
    return headers;
  }

  private static boolean isOfOneOrigin(URI first, URI hop) {
    return "https".equalsIgnoreCase(hop.getScheme())
        && "https".equalsIgnoreCase(first.getScheme())
        && HostList.normal(first.getHost()).equals(HostList.normal(hop.getHost()))
        && HostList.port(first) == HostList.port(hop);
  }

  @Override
  public String toString() {
    return "Authorization[hidden]";
  }
}
