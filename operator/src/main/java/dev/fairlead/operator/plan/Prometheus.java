package dev.fairlead.operator.plan;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * The site's Prometheus, or what speaks its API. Only the operator's settings name one: what a
 * resource could name would be asked from where the operator is.
 *
 * @param url without credentials, and without a slash at its end
 */
public record Prometheus(URI url) {
  /**
   * Reads the setting.
   *
   * @throws IllegalArgumentException if it is no such URL; the message does not repeat it, since it
   *     may hold a password
   */
  public static Prometheus of(String setting) {
    try {
      var url = new URI(setting.replaceFirst("/+$", ""));
      boolean isHttp = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
      if (isHttp
          && url.getHost() != null
          && url.getRawUserInfo() == null
          && url.getRawQuery() == null
          && url.getRawFragment() == null) {
        return new Prometheus(url);
      }
    } catch (URISyntaxException e) {
      throw refused();
    }
    throw refused();
  }

  /** Without a cause, which would repeat it. */
  private static IllegalArgumentException refused() {
    return new IllegalArgumentException(
        "FAIRLEAD_ANALYSIS_PROMETHEUS_URL must be http://HOST:PORT/PATH or https://HOST:PORT/PATH,"
            + " without user and password: correct the chart's analysis.prometheus.url");
  }
}
