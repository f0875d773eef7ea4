package dev.fairlead.fetch;

import dev.fairlead.fetch.net.NoProxy;
import dev.fairlead.fetch.net.ProxyAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which proxies fetch asks through.
 *
 * @param http for requests without TLS
 * @param https for all others
 * @param exceptions what is asked without them
 * @param credentials directory of a Secret's keys
 * @param credentialsName the Secret's name
 */
record ProxyOptions(
    Optional<ProxyAddress> http,
    Optional<ProxyAddress> https,
    NoProxy exceptions,
    Optional<Path> credentials,
    Optional<String> credentialsName) {}
