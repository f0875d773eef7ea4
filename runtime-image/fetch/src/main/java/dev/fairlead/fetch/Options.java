package dev.fairlead.fetch;

import dev.fairlead.fetch.net.HostList;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What fetch is asked to do.
 *
 * @param uri {@code https://…}, {@code oci://…}, {@code hf://…}, {@code s3://…} or {@code djl://…}
 * @param origin what the uri leaves open
 * @param destination the model's directory; empty to resolve the uri only
 * @param credentials directory of a Secret's keys
 * @param credentialsName the Secret's name; if it is there, the Secret must be
 * @param digest {@code sha256:HEX}
 * @param identity {@code sha256:HEX} that the uri was resolved to
 * @param maxBytes that the files may take on the volume
 * @param port of the progress page
 * @param trustedCas PEM file
 * @param proxy what is asked through a proxy
 */
record Options(
    String uri,
    OriginOptions origin,
    Optional<Path> destination,
    Optional<Path> credentials,
    Optional<String> credentialsName,
    Optional<String> digest,
    Optional<String> identity,
    OptionalLong maxBytes,
    OptionalInt port,
    HostList plainHttpHosts,
    HostList allowedHosts,
    Optional<Path> trustedCas,
    ProxyOptions proxy) {
  /** The reference, with what it was resolved to where that is known. */
  String wanted() {
    return uri + identity.map(resolved -> "@" + resolved).orElse("");
  }

  /** What is to be fetched, and nothing else; empty where that is to be found out. */
  Optional<String> pinned() {
    return destination.isEmpty() ? Optional.empty() : identity;
  }

  /** Whether the source is to be asked which version it has, before anything is downloaded. */
  boolean asksForVersion() {
    return destination.isEmpty() || identity.isPresent();
  }
}
