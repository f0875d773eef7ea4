package dev.fairlead.fetch.source;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Text as it stands in a URI's path (RFC 3986, 2.1): all but unreserved characters as %XX. */
final class PercentEncoding {
  private static final String UNRESERVED = "-._~";

  private PercentEncoding() {}

  /** One segment: a slash is encoded too. */
  static String segment(String text) {
    return encoded(text, UNRESERVED);
  }

  /** A path: slashes stay. */
  static String path(String text) {
    return encoded(text, UNRESERVED + "/");
  }

  private static String encoded(String text, String plain) {
    var encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (isLetterOrDigit(c) || plain.indexOf(c) >= 0) {
        encoded.append(c);
      } else {
        encoded.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      }
    }
    return encoded.toString();
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }
}
