package dev.fairlead.fetch.net;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.HttpHost;

/**
 * A proxy that is spoken to over plain http.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param port from 1 to 65535
 */
public record ProxyAddress(String host, int port) {
  private static final int MOST = 65_535;
  private static final Pattern FORM =
      Pattern.compile("http://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):([0-9]{1,5})/?");

  /**
   * Reads {@code http://HOST:PORT}.
   *
   * @throws IllegalArgumentException for anything else; it does not repeat the text, which may hold
   *     a password
   */
  public static ProxyAddress parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches()) {
      int port = Integer.parseInt(matcher.group(2));
      if (port > 0 && port <= MOST) {
        return new ProxyAddress(HostList.normal(matcher.group(1)), port);
      }
    }
    throw new IllegalArgumentException(
        "it is not http://HOST:PORT; a username and password belong into a Secret");
  }

  boolean is(String otherHost, int otherPort) {
    return host.equals(HostList.normal(otherHost)) && port == otherPort;
  }

  HttpHost endpoint() {
    return new HttpHost("http", host, port);
  }

  /** {@code HOST:PORT}, as people know it. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
