package dev.fairlead.fetch.net;

import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hc.client5.http.auth.CredentialsProvider;
import org.apache.hc.core5.http.HttpHost;

/** Which requests go through a proxy, and what its answers mean. */
public final class Proxies {
  private static final int LOGIN_WANTED = 407;
  private static final int SERVER_ERRORS = 500;
  private static final int PORT_OF_HTTP = 80;
  private static final int PORT_OF_HTTPS = 443;

  private final Optional<ProxyAddress> http;
  private final Optional<ProxyAddress> https;
  private final NoProxy exceptions;
  private final ProxyLogin login;

  /**
   * @param http for requests without TLS
   * @param https for all others, by CONNECT
   * @param exceptions what is asked without them
   */
  public Proxies(
      Optional<ProxyAddress> http,
      Optional<ProxyAddress> https,
      NoProxy exceptions,
      ProxyLogin login) {
    this.http = http;
    this.https = https;
    this.exceptions = exceptions;
    this.login = login;
  }

  /** The proxy for a request. */
  Optional<ProxyAddress> of(URI uri) {
    return of(uri.getScheme(), Objects.toString(uri.getHost(), ""), HostList.port(uri));
  }

  Optional<ProxyAddress> of(HttpHost target) {
    int port = target.getPort();
    if (port < 0) {
      port = "http".equalsIgnoreCase(target.getSchemeName()) ? PORT_OF_HTTP : PORT_OF_HTTPS;
    }
    return of(target.getSchemeName(), target.getHostName(), port);
  }

  private Optional<ProxyAddress> of(String scheme, String host, int port) {
    Optional<ProxyAddress> proxy = "http".equalsIgnoreCase(scheme) ? http : https;
    return proxy.filter(address -> !exceptions.contains(host, port));
  }

  /** Whether that is where a proxy is. */
  boolean include(String host, int port) {
    return all().stream().anyMatch(proxy -> proxy.is(host, port));
  }

  CredentialsProvider credentials() {
    return login.provider(all());
  }

  /** What it means that a proxy itself answers, in place of the host behind it. */
  IOException refusal(ProxyAddress proxy, URI uri, int status) {
    if (status == LOGIN_WANTED) {
      return login.refusedBy(proxy);
    }
    if (status >= SERVER_ERRORS) {
      return new ProxyException(proxy, "the proxy %s answered HTTP %d".formatted(proxy, status));
    }
    return new FetchException(
        Reason.FETCH_FAILED,
        "The proxy %s refuses the way to %s:%d (HTTP %d): have it allowed there, or list the host in the operator's proxy.noProxy."
            .formatted(proxy, uri.getHost(), HostList.port(uri), status));
  }

  private List<ProxyAddress> all() {
    return Stream.concat(http.stream(), https.stream()).distinct().toList();
  }
}
