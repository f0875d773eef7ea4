package dev.fairlead.fetch.net;

import java.io.IOException;
import java.io.Serial;

/** A proxy is not there, or did not get through; it may be better next time. */
public final class ProxyException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final String proxy;

  /** It answered, with a message for people, without a full stop. */
  ProxyException(ProxyAddress proxy, String message) {
    super(message);
    this.proxy = proxy.toString();
  }

  /** It could not be connected to; the cause says why. */
  ProxyException(ProxyAddress proxy, IOException cause) {
    super("no connection to the proxy", cause);
    this.proxy = proxy.toString();
  }

  /** {@code HOST:PORT}. */
  public String proxy() {
    return proxy;
  }
}
