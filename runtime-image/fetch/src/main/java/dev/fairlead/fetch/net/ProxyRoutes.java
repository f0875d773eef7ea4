package dev.fairlead.fetch.net;

import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** The way of each request: straight, or through the proxy for it. */
final class ProxyRoutes extends DefaultRoutePlanner {
  private final Proxies proxies;

  ProxyRoutes(Proxies proxies) {
    super(DefaultSchemePortResolver.INSTANCE);
    this.proxies = proxies;
  }

  @Override
  protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) {
    return proxies.of(target).map(ProxyAddress::endpoint).orElse(null);
  }
}
