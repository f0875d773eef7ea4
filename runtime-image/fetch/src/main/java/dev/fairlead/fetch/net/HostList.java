package dev.fairlead.fetch.net;

import java.net.URI;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Hosts that somebody named, each with a port or with all of its ports. */
public final class HostList {
  private static final Pattern ENTRY =
      Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

  private final Set<String> entries;

  private HostList(Set<String> entries) {
    this.entries = entries;
  }

  /**
   * Reads {@code host1,host2:port,[ipv6]:port}; null and empty give none.
   *
   * @throws IllegalArgumentException naming the entry that is neither HOST nor HOST:PORT
   */
  public static HostList parse(@Nullable String text) {
    return text == null || text.isBlank() ? of(Set.of()) : of(Arrays.asList(text.split(",", -1)));
  }

  /** The same from single entries. */
  public static HostList of(Collection<String> hosts) {
    return new HostList(
        hosts.stream()
            .map(String::strip)
            .filter(host -> !host.isEmpty())
            .map(HostList::entry)
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** Whether the URI's host is here, with the port that it uses or with all. */
  public boolean contains(URI uri) {
    return contains(Objects.toString(uri.getHost(), ""), port(uri));
  }

  boolean contains(String host, int port) {
    String name = normal(host);
    return entries.contains(name) || entries.contains(name + ":" + port);
  }

  static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "http".equalsIgnoreCase(uri.getScheme()) ? 80 : 443;
  }

  /** Lower case, without the root's dot and an IPv6 address's brackets. */
  static String normal(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.startsWith("[") && name.endsWith("]")) {
      name = name.substring(1, name.length() - 1);
    }
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  private static String entry(String text) {
    var match = ENTRY.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException("'" + text + "' is neither HOST nor HOST:PORT");
    }
    String port = match.group(2);
    return normal(match.group(1)) + (port == null ? "" : port);
  }
}
