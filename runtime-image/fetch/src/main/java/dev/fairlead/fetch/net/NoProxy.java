package dev.fairlead.fetch.net;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is asked without a proxy, in the forms that are usual in {@code NO_PROXY}: {@code
 * example.com}, {@code .example.com} and {@code *.example.com} stand for that host and all below
 * it, {@code HOST:PORT} for one port of these, {@code 10.0.0.0/8} for hosts that are such an
 * address, {@code *} for everything. Names are not looked up.
 */
public final class NoProxy {
  private static final int ALL_PORTS = -1;
  private static final int BITS_OF_IPV4 = 32;
  private static final int BITS_OF_IPV6 = 128;
  private static final Pattern HOST =
      Pattern.compile(
          "(?:\\*?\\.)?([A-Za-z0-9_-][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");
  private static final Pattern NETWORK = Pattern.compile("([0-9A-Fa-f:.]+)/([0-9]{1,3})");

  private record Name(String host, int port) {
    boolean covers(String other, int otherPort) {
      return (port == ALL_PORTS || port == otherPort)
          && (other.equals(host) || other.endsWith("." + host));
    }
  }

  private final boolean everything;
  private final List<Name> names;
  private final List<Network> networks;

  private NoProxy(boolean everything, List<Name> names, List<Network> networks) {
    this.everything = everything;
    this.names = List.copyOf(names);
    this.networks = List.copyOf(networks);
  }

  /**
   * Reads entries with commas between them; null and empty give none.
   *
   * @throws IllegalArgumentException naming the entry that is none of these
   */
  public static NoProxy parse(@Nullable String text) {
    boolean everything = false;
    var names = new ArrayList<Name>();
    var networks = new ArrayList<Network>();
    for (String part : (text == null ? "" : text).split(",", -1)) {
      String entry = part.strip();
      if (entry.equals("*")) {
        everything = true;
      } else if (entry.indexOf('/') >= 0) {
        networks.add(network(entry));
      } else if (!entry.isEmpty()) {
        names.add(name(entry));
      }
    }
    return new NoProxy(everything, names, networks);
  }

  boolean contains(String host, int port) {
    String name = HostList.normal(host);
    return everything
        || names.stream().anyMatch(entry -> entry.covers(name, port))
        || LiteralAddress.of(name)
            .filter(address -> networks.stream().anyMatch(network -> network.contains(address)))
            .isPresent();
  }

  private static Name name(String entry) {
    if (LiteralAddress.of(entry).isPresent()) {
      return new Name(HostList.normal(entry), ALL_PORTS);
    }
    Matcher matcher = HOST.matcher(entry);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is neither HOST nor HOST:PORT nor a network such as 10.0.0.0/8".formatted(entry));
    }
    String port = matcher.group(2);
    return new Name(
        HostList.normal(matcher.group(1)), port == null ? ALL_PORTS : Integer.parseInt(port));
  }

  private static Network network(String entry) {
    Matcher matcher = NETWORK.matcher(entry);
    if (matcher.matches()) {
      InetAddress address = LiteralAddress.of(matcher.group(1)).orElse(null);
      int prefix = Integer.parseInt(matcher.group(2));
      if (address != null && prefix <= bits(address)) {
        return new Network(address, prefix);
      }
    }
    throw new IllegalArgumentException("'%s' is not a network".formatted(entry));
  }

  private static int bits(InetAddress address) {
    return address.getAddress().length == BITS_OF_IPV4 / Byte.SIZE ? BITS_OF_IPV4 : BITS_OF_IPV6;
  }
}
