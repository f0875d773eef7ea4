package dev.fairlead.runtime.live;

import java.util.logging.Level;
import org.jspecify.annotations.Nullable;

/**
 * All that changes while the server runs.
 *
 * @param generation by which whoever wrote them knows them
 * @param share null: everything is answered here
 * @param mirror null: nothing is mirrored
 * @param logLevel of the server's own log
 */
public record LiveSettings(
    long generation, @Nullable Share share, @Nullable Mirror mirror, Level logLevel) {
  /** As long as nobody says anything. */
  public static final LiveSettings NONE = new LiveSettings(0, null, null, Level.INFO);
}
