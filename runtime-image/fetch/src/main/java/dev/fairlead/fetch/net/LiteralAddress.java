package dev.fairlead.fetch.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Hosts that are addresses and no names; nothing is looked up for them. */
final class LiteralAddress {
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

  /** What programs take for a number of an IPv4 address: decimal, octal or hexadecimal. */
  private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");

  private LiteralAddress() {}

  /**
   * Whether a host is an address, in whatever form: no name ends in a number.
   *
   * @param host in lower case, IPv6 without brackets
   */
  static boolean isMeant(String host) {
    return host.indexOf(':') >= 0
        || NUMBER.matcher(host.substring(host.lastIndexOf('.') + 1)).matches();
  }

  /** The address; empty for a name, and for a form that programs read differently. */
  static Optional<InetAddress> of(String host) {
    if (host.indexOf(':') < 0 && !IPV4.matcher(host).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(host));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
