package dev.fairlead.fetch;

import dev.fairlead.fetch.archive.Limits;
import dev.fairlead.fetch.download.RetryPolicy;
import dev.fairlead.fetch.net.AddressKind;
import dev.fairlead.fetch.net.AddressPolicy;
import dev.fairlead.fetch.net.Timeouts;
import java.util.Map;

/**
 * What no option changes: tests pass shorter times and let themselves be connected to.
 *
 * @param environment variables of the process, in which a cluster's webhook tells of AWS's roles
 */
record Settings(
    AddressPolicy addresses,
    Timeouts timeouts,
    RetryPolicy retries,
    Limits limits,
    Map<String, String> environment) {
  static Settings standard() {
    return new Settings(
        AddressKind::of,
        Timeouts.standard(),
        RetryPolicy.standard(),
        Limits.standard(),
        System.getenv());
  }
}
