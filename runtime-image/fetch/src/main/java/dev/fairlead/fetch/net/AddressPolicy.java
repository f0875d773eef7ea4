package dev.fairlead.fetch.net;

import java.net.InetAddress;

/** Tells the kind of an address; {@code AddressKind::of} outside of tests. */
@FunctionalInterface
public interface AddressPolicy {
  AddressKind kind(InetAddress address);
}
