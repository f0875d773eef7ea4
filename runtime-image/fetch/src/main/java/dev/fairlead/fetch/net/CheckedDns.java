package dev.fairlead.fetch.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves a host and checks every address; the client connects to these very addresses, so that a
 * name that is resolved anew (DNS rebinding) gains nothing.
 */
final class CheckedDns implements DnsResolver {
  /** In a list of all ports only: the caller did not say which one. */
  private static final int NO_PORT = -1;

  private final HostRules rules;
  private final Proxies proxies;

  CheckedDns(HostRules rules, Proxies proxies) {
    this.rules = rules;
    this.proxies = proxies;
  }

  @Override
  public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
    var addresses = new ArrayList<InetSocketAddress>();
    for (InetAddress address : checked(host, port)) {
      addresses.add(new InetSocketAddress(address, port));
    }
    return addresses;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    return checked(host, NO_PORT);
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  private InetAddress[] checked(String host, int port) throws UnknownHostException {
    InetAddress[] addresses = InetAddress.getAllByName(host);
    for (InetAddress address : addresses) {
      if (proxies.include(host, port)) {
        rules.checkProxy(host, address);
      } else {
        rules.check(host, port, address);
      }
    }
    return addresses;
  }
}
