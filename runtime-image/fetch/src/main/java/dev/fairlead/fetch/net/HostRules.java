package dev.fairlead.fetch.net;

import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.net.InetAddress;
import java.net.URI;
import java.util.Objects;

/**
 * Where a fetch may go, decided for every hop before and while it connects.
 *
 * @param named the host of the model's uri: the user's choice, private addresses included
 * @param allowed the operator's choice: hosts with private addresses that a redirect may lead to
 * @param plainHttp the operator's choice: hosts that may be spoken to without TLS
 * @param addresses tells the kind of an address
 */
public record HostRules(
    String named, HostList allowed, HostList plainHttp, AddressPolicy addresses) {

  /**
   * Checks what a URI says of itself.
   *
   * @throws FetchException for another scheme than https, for http to a host that is not listed,
   *     and for a URI without a host or with user information
   */
  public void check(URI uri) throws FetchException {
    String scheme = Objects.toString(uri.getScheme(), "");
    if (uri.getHost() == null || uri.getRawUserInfo() != null) {
      throw refused("an address without a host name, or with a user name in it");
    }
    if (scheme.equalsIgnoreCase("https")) {
      return;
    }
    if (!scheme.equalsIgnoreCase("http")) {
      throw refused("the scheme " + scheme + ":");
    }
    if (!plainHttp.contains(uri)) {
      throw refused(
          "plain http to %s: use https, or have the host listed in the operator's fetch.plainHttpHosts"
              .formatted(uri.getHost()));
    }
  }

  /**
   * Checks an address that a host name stands for and that is about to be connected to.
   *
   * @throws AddressRefusedException for a forbidden one, and for a private one of a host that
   *     nobody named
   */
  void check(String host, int port, InetAddress address) throws AddressRefusedException {
    switch (addresses.kind(address)) {
      case PUBLIC -> {}
      case FORBIDDEN ->
          throw new AddressRefusedException(
              "%s stands for %s, a loopback, link-local, multicast or metadata address: nothing is fetched from there"
                  .formatted(host, address.getHostAddress()));
      case PRIVATE -> {
        if (!HostList.normal(host).equals(HostList.normal(named))
            && !allowed.contains(host, port)) {
          throw new AddressRefusedException(
              "the model's host leads to %s, which stands for the private address %s: have it listed in the operator's fetch.allowedHosts"
                  .formatted(host, address.getHostAddress()));
        }
      }
    }
  }

  /**
   * Checks a host whose address only a proxy will know: one that is written as an address like any
   * other, a name by who named it.
   *
   * @throws AddressRefusedException for a name too that neither the user nor the operator gave
   */
  void checkUnresolved(URI hop) throws AddressRefusedException {
    String host = HostList.normal(Objects.toString(hop.getHost(), ""));
    int port = HostList.port(hop);
    if (LiteralAddress.isMeant(host)) {
      check(host, port, literal(host));
    } else if (host.equals("localhost") || host.endsWith(".localhost")) {
      check(host, port, InetAddress.getLoopbackAddress());
    } else if (!host.equals(HostList.normal(named)) && !allowed.contains(host, port)) {
      throw new AddressRefusedException(
          "the model's host leads to %s, whose address only the proxy knows: have it listed in the operator's fetch.allowedHosts"
              .formatted(host));
    }
  }

  /** Checks an address of a proxy, which the operator named. */
  void checkProxy(String host, InetAddress address) throws AddressRefusedException {
    if (addresses.kind(address) == AddressKind.FORBIDDEN) {
      throw new AddressRefusedException(
          "the operator's proxy %s stands for %s, a loopback, link-local, multicast or metadata address"
              .formatted(host, address.getHostAddress()));
    }
  }

  private static InetAddress literal(String host) throws AddressRefusedException {
    return LiteralAddress.of(host)
        .orElseThrow(
            () ->
                new AddressRefusedException("%s is no address in its usual form".formatted(host)));
  }

  private static FetchException refused(String what) {
    return new FetchException(Reason.FETCH_FAILED, "Refused to fetch from " + what + ".");
  }
}
