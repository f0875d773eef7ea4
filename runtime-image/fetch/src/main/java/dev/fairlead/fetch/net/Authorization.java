package dev.fairlead.fetch.net;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The value of an Authorization header; does not show itself. */
public final class Authorization {
  private final String value;

  private Authorization(String value) {
    this.value = value;
  }

  /** RFC 6750. */
  public static Authorization bearer(String token) {
    return new Authorization("Bearer " + token);
  }

  /** RFC 7617, UTF-8. */
  public static Authorization basic(String username, String password) {
    byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
    return new Authorization("Basic " + Base64.getEncoder().encodeToString(pair));
  }

  String value() {
    return value;
  }

  @Override
  public String toString() {
    return "Authorization[hidden]";
  }
}
