package dev.fairlead.operator.it;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.URI;

/** What stands between an operator and the API server. */
interface Trouble extends AutoCloseable {
  /** Where the write goes at which the fault happens. */
  URI write(URI uri);

  /** Where a watch connects to. */
  default URI watch(URI uri) {
    return uri;
  }

  @Override
  default void close() {}

  /** That of the fault, for an operator that connects like this. */
  static Trouble of(Fault fault, Config config) throws IOException {
    return switch (fault) {
      case KILLED_BEFORE, KILLED_AFTER -> uri -> uri;
      case CONFLICT, THROTTLED, INTERNAL_ERROR, UNAVAILABLE, ANSWER_LOST, ANSWER_LATE ->
          new Detour(fault, config);
      case WATCHES_HELD, WATCHES_CUT, WATCHES_GONE -> new Watches(fault, config);
    };
  }
}
