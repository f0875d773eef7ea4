package dev.fairlead.fetch.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** IPv4 addresses inside of IPv6 addresses, which gateways take out again and connect to. */
final class EmbeddedIpv4 {
  private record Form(Network network, int offset, int flip) {}

  private static final List<Form> FORMS =
      List.of(
          new Form(Network.of("::/96"), 12, 0), // IPv4-compatible, RFC 4291
          new Form(Network.of("64:ff9b::/96"), 12, 0), // NAT64, RFC 6052
          new Form(Network.of("64:ff9b:1::/48"), 12, 0), // local NAT64, RFC 8215
          new Form(Network.of("2002::/16"), 2, 0), // 6to4, RFC 3056
          new Form(Network.of("2001::/32"), 12, 0xff)); // Teredo, RFC 4380: the bits are inverted

  private EmbeddedIpv4() {}

  static Optional<InetAddress> in(InetAddress address) {
    byte[] bytes = address.getAddress();
    for (Form form : FORMS) {
      if (form.network.contains(address)) {
        return Optional.of(ipv4(Arrays.copyOfRange(bytes, form.offset, form.offset + 4), form));
      }
    }
    return Optional.empty();
  }

  private static InetAddress ipv4(byte[] bytes, Form form) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= (byte) form.flip;
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an IPv4 address", e);
    }
  }
}
