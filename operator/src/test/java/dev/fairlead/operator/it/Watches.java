package dev.fairlead.operator.it;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Has watches tell nothing for a while, break, or be told that they ask for what is too old. */
final class Watches implements Trouble {
  private final Fault fault;
  private final Relay relay;
  private final Gone gone;
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private volatile boolean hasForgotten;

  Watches(Fault fault, Config config) throws IOException {
    this.fault = fault;
    relay = new Relay(URI.create(config.getMasterUrl()));
    gone = new Gone();
  }

  /** After the API server has forgotten, each is told so once. */
  @Override
  public URI watch(URI uri) {
    return hasForgotten && told.add(uri.getPath()) ? gone.instead(uri) : relay.through(uri);
  }

  @Override
  public URI write(URI uri) {
    if (fault == Fault.WATCHES_HELD) {
      relay.hold();
    } else {
      hasForgotten = fault == Fault.WATCHES_GONE;
      relay.cut();
    }
    return uri;
  }

  @Override
  public void close() {
    gone.close();
    relay.close();
  }
}
