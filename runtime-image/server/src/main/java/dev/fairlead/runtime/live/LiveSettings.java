package dev.fairlead.runtime.live;

import java.util.Set;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;

/**
 * All that changes while the server runs.
 *
 * @param generation by which whoever wrote them knows them
 * @param share null: everything is answered here
 * @param mirror null: nothing is mirrored
 * @param retired revisions whose clients are to open their next connection, since others have their
 *     Service's requests now
 * @param logLevel of the server's own log
 */
public record LiveSettings(
    long generation,
    @Nullable Share share,
    @Nullable Mirror mirror,
    Set<String> retired,
    Level logLevel) {
  /** As long as nobody says anything. */
  public static final LiveSettings NONE = new LiveSettings(0, null, null, Set.of(), Level.INFO);

  /** All that changes. */
  public LiveSettings {
    retired = Set.copyOf(retired);
  }

  /** Whether that revision is retired; a server that knows of none is not. */
  public boolean retires(@Nullable String revision) {
    return revision != null && retired.contains(revision);
  }
}
