package dev.fairlead.runtime;

import java.util.logging.LogManager;

/**
 * Keeps the log's handlers while the process ends. The JDK's own shutdown hook resets them, and
 * hooks run at the same time: the log of a drain would be lost.
 */
public final class LogToTheEnd extends LogManager {
  private static final String FORMAT =
      "%1$tY-%1$tm-%1$tdT%1$tH:%1$tM:%1$tS.%1$tL%1$tz %4$-7s %5$s%6$s%n";

  /** Sets up the log; works only before anything has logged. */
  static void install() {
    System.setProperty("java.util.logging.SimpleFormatter.format", FORMAT);
    System.setProperty("java.util.logging.manager", LogToTheEnd.class.getName());
  }

  /** Does nothing: there is no other configuration to go back to. */
  @Override
  public void reset() {}
}
