package dev.fairlead.operator.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The site's proxies, which fetch asks through.
 *
 * @param http {@code http://HOST:PORT} for requests without TLS; null where they go straight
 * @param https the same for all others
 * @param exceptions hosts and networks that are asked without them
 * @param secretName of the Secret with username and password, in the model's namespace; null where
 *     they want none
 */
public record ForwardProxy(
    @Nullable String http,
    @Nullable String https,
    List<String> exceptions,
    @Nullable String secretName) {
  /** Everything goes straight. */
  public static final ForwardProxy NONE = new ForwardProxy(null, null, List.of(), null);

  static final String CREDENTIALS_PATH = "/var/run/fairlead/proxy";

  /** Pod specs are read by many: a URL with a password in it is refused. */
  public ForwardProxy {
    refusePassword(http);
    refusePassword(https);
    exceptions = List.copyOf(exceptions);
  }

  /** Whether anything is asked through a proxy. */
  boolean isUsed() {
    return http != null || https != null;
  }

  /** The Secret that is mounted; null for none. */
  @Nullable String mountedSecret() {
    return isUsed() ? secretName : null;
  }

  /** The options of fetch. */
  List<String> arguments() {
    if (!isUsed()) {
      return List.of();
    }
    var arguments = new ArrayList<String>();
    if (https != null) {
      arguments.add("--https-proxy=" + https);
    }
    if (http != null) {
      arguments.add("--http-proxy=" + http);
    }
    if (!exceptions.isEmpty()) {
      arguments.add("--no-proxy=" + String.join(",", exceptions));
    }
    if (secretName != null) {
      arguments.add("--proxy-credentials=" + CREDENTIALS_PATH);
      arguments.add("--proxy-credentials-name=" + secretName);
    }
    return arguments;
  }

  private static void refusePassword(@Nullable String url) {
    if (url != null && url.indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "FAIRLEAD_PROXY_HTTP and FAIRLEAD_PROXY_HTTPS are http://HOST:PORT: username and password belong into the Secret of FAIRLEAD_PROXY_SECRET_NAME");
    }
  }
}
