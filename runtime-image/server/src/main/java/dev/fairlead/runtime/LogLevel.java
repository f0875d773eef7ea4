package dev.fairlead.runtime;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/** How much of the server's own work is logged; libraries stay as they are. */
final class LogLevel {
  /** Held here: a logger that nobody holds forgets its level. */
  private static final Logger OWN = Logger.getLogger("dev.fairlead");

  private LogLevel() {}

  static void set(Level level) {
    for (Handler handler : Logger.getLogger("").getHandlers()) {
      handler.setLevel(Level.ALL);
    }
    OWN.setLevel(level);
  }
}
