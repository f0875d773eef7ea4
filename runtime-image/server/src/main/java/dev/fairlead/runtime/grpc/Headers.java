package dev.fairlead.runtime.grpc;

import io.grpc.Metadata;

/** Names of metadata that is text. */
final class Headers {
  private Headers() {}

  static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
