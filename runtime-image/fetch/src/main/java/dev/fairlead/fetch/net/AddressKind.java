package dev.fairlead.fetch.net;

import java.net.InetAddress;
import java.util.List;

/** What an address is to a fetch: anybody's, the cluster's own network, or never to be touched. */
public enum AddressKind {
  /** On the internet. */
  PUBLIC,
  /** In a private network: only for hosts that the user or the operator named. */
  PRIVATE,
  /**
   * The pod itself, its node's link, groups, and the addresses under which clouds hand out machine
   * credentials: for nobody.
   */
  FORBIDDEN;

  /** The registries of special addresses: RFC 6890 and what clouds add to them. */
  private static final List<Network> FORBIDDEN_NETWORKS =
      Network.list(
          "0.0.0.0/8",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "224.0.0.0/4",
          "240.0.0.0/4",
          "100.100.100.200/32", // Alibaba Cloud metadata
          "168.63.129.16/32", // Azure WireServer
          "192.0.0.192/32", // Oracle Cloud Classic metadata
          "::/128",
          "::1/128",
          "fe80::/10",
          "ff00::/8",
          "fd00:ec2::/32", // AWS metadata, DNS, time, EKS pod identity
          "fd20:ce::/32"); // Google Cloud metadata

  private static final List<Network> PRIVATE_NETWORKS =
      Network.list(
          "10.0.0.0/8",
          "172.16.0.0/12",
          "192.168.0.0/16",
          "100.64.0.0/10",
          "192.0.0.0/24",
          "198.18.0.0/15",
          "fc00::/7",
          "fec0::/10",
          "64:ff9b:1::/48");

  /** The kind of an address; of the worse one where an IPv6 address carries an IPv4 address. */
  public static AddressKind of(InetAddress address) {
    AddressKind kind = alone(address);
    return EmbeddedIpv4.in(address)
        .map(AddressKind::alone)
        .filter(inner -> inner.compareTo(kind) > 0)
        .orElse(kind);
  }

  private static AddressKind alone(InetAddress address) {
    if (FORBIDDEN_NETWORKS.stream().anyMatch(network -> network.contains(address))) {
      return FORBIDDEN;
    }
    return PRIVATE_NETWORKS.stream().anyMatch(network -> network.contains(address))
        ? PRIVATE
        : PUBLIC;
  }
}
