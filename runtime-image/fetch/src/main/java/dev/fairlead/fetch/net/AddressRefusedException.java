package dev.fairlead.fetch.net;

import java.io.Serial;
import java.net.UnknownHostException;

/** A host name stands for an address that must not be connected to. */
final class AddressRefusedException extends UnknownHostException {
  @Serial private static final long serialVersionUID = 1;

  AddressRefusedException(String message) {
    super(message);
  }

  String why() {
    String message = getMessage();
    return message == null ? "the address is refused" : message;
  }
}
