package dev.fairlead.fetch.net;

import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;

/**
 * Requests under {@link HostRules}: scheme, host and address are checked at every hop. Through a
 * proxy, which looks names up itself, the host is.
 */
public final class GuardedHttp implements Closeable {
  private static final int MAX_REDIRECTS = 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final HostRules rules;
  private final Proxies proxies;
  private final Duration connect;
  private final CloseableHttpClient client;

  public GuardedHttp(HostRules rules, Proxies proxies, SSLContext tls, Timeouts timeouts) {
    this.rules = rules;
    this.proxies = proxies;
    this.connect = timeouts.connect();
    this.client = client(rules, proxies, tls, timeouts);
  }

  /**
   * Follows redirects; the authorization stays with the origin of {@code uri} and never goes over
   * plain http.
   *
   * @throws FetchException if a hop leads to where a fetch must not go
   * @throws IOException if the network fails
   */
  public HttpReply get(URI uri, Map<String, String> headers, Optional<Authorization> authorization)
      throws IOException {
    URI hop = uri;
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      boolean mayGo = authorization.isPresent() && authorization.get().mayGo(uri, hop);
      HttpReply reply = ask(hop, headers, mayGo ? authorization : Optional.empty());
      if (!REDIRECTS.contains(reply.status())) {
        return reply;
      }
      try (reply) {
        hop = target(hop, reply);
      }
    }
    throw new FetchException(
        Reason.FETCH_FAILED,
        "%s redirects more than %d times.".formatted(uri.getHost(), MAX_REDIRECTS));
  }

  /**
   * One request; a redirect is an answer like any other.
   *
   * @throws FetchException if it leads to where a fetch must not go
   * @throws IOException if the network fails
   */
  public HttpReply ask(URI uri, Map<String, String> headers, Optional<Authorization> authorization)
      throws IOException {
    rules.check(uri);
    var request = new HttpGet(uri);
    headers.forEach(request::setHeader);
    authorization.ifPresent(who -> who.headers().forEach(request::setHeader));
    return send(uri, request);
  }

  /** Posts a form; a redirect is an answer like any other. */
  public HttpReply post(URI uri, Map<String, String> form) throws IOException {
    rules.check(uri);
    var request = new HttpPost(uri);
    request.setEntity(
        new StringEntity(
            form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&")),
            ContentType.APPLICATION_FORM_URLENCODED));
    return send(uri, request);
  }

  @Override
  public void close() throws IOException {
    client.close();
  }

  private HttpReply send(URI uri, HttpUriRequestBase request) throws IOException {
    Optional<ProxyAddress> proxy = proxies.of(uri);
    try {
      if (proxy.isEmpty()) {
        return new HttpReply(uri, request, client.executeOpen(null, request, null));
      }
      rules.checkUnresolved(uri);
      return sendThrough(proxy.get(), uri, request);
    } catch (AddressRefusedException e) {
      throw new FetchException(Reason.FETCH_FAILED, "Refused: " + e.why() + ".", e);
    } catch (ConnectTimeoutException e) {
      throw unreachable(proxy, new NoAnswerException(connect, e));
    } catch (UnknownHostException | ConnectException | NoRouteToHostException e) {
      throw unreachable(proxy, e);
    }
  }

  private HttpReply sendThrough(ProxyAddress proxy, URI uri, HttpUriRequestBase request)
      throws IOException {
    var context = HttpClientContext.create();
    var reply = new HttpReply(uri, request, client.executeOpen(null, request, context));
    if (!isOfProxy(uri, reply, context)) {
      return reply;
    }
    try (reply) {
      throw proxies.refusal(proxy, uri, reply.status());
    }
  }

  /**
   * The client hands out what a proxy answers to CONNECT as if the host had said it; no TLS was
   * spoken then. Without TLS only the wish for a login is the proxy's for sure.
   */
  private static boolean isOfProxy(URI uri, HttpReply reply, HttpClientContext context) {
    return "https".equalsIgnoreCase(uri.getScheme())
        ? context.getSSLSession() == null
        : reply.status() == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED;
  }

  /** Where there is a proxy, it alone is connected to. */
  private static IOException unreachable(Optional<ProxyAddress> proxy, IOException failure) {
    return proxy.<IOException>map(it -> new ProxyException(it, failure)).orElse(failure);
  }

  private static URI target(URI from, HttpReply reply) throws FetchException {
    String location =
        reply
            .header(HttpHeaders.LOCATION)
            .orElseThrow(() -> badRedirect(from, "without saying where to"));
    try {
      return from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw badRedirect(from, "to something that is not a URI");
    }
  }

  private static FetchException badRedirect(URI from, String how) {
    return new FetchException(
        Reason.FETCH_FAILED, "%s redirects %s.".formatted(from.getHost(), how));
  }

  /** Whatever the client would do by itself beyond one plain request is off: we decide. */
  private static CloseableHttpClient client(
      HostRules rules, Proxies proxies, SSLContext tls, Timeouts timeouts) {
    Timeout connect = timeout(timeouts.connect());
    Timeout stall = timeout(timeouts.stall());
    return HttpClientBuilder.create()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new CheckedDns(rules, proxies))
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
                .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(connect).build())
                .setDefaultConnectionConfig(
                    ConnectionConfig.custom()
                        .setConnectTimeout(connect)
                        .setSocketTimeout(stall)
                        .build())
                .build())
        .setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(stall).build())
        .setRoutePlanner(new ProxyRoutes(proxies))
        .setDefaultCredentialsProvider(proxies.credentials())
        .setUserAgent("fairlead-fetch")
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableAuthCaching()
        .disableCookieManagement()
        .disableContentCompression()
        .build();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Timeout timeout(Duration duration) {
    return Timeout.of(duration);
  }
}
