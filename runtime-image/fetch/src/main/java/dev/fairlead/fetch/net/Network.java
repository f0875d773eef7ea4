package dev.fairlead.fetch.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** A network in CIDR notation. */
record Network(InetAddress address, int prefix) {
  static List<Network> list(String... cidrs) {
    return Arrays.stream(cidrs).map(Network::of).toList();
  }

  static Network of(String cidr) {
    int slash = cidr.indexOf('/');
    try {
      return new Network(
          InetAddress.getByName(cidr.substring(0, slash)),
          Integer.parseInt(cidr.substring(slash + 1)));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address: " + cidr, e);
    }
  }

  boolean contains(InetAddress other) {
    byte[] own = address.getAddress();
    byte[] bytes = other.getAddress();
    if (bytes.length != own.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit += 8) {
      int mask = prefix - bit >= 8 ? 0xff : 0xff << (8 - (prefix - bit)) & 0xff;
      if (((bytes[bit / 8] ^ own[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
