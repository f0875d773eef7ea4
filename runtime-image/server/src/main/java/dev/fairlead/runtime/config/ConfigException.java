package dev.fairlead.runtime.config;

/** A setting is wrong; the message names it and the cure. */
public class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  /** {@code message}: one line. */
  public ConfigException(String message) {
    super(message);
  }
}
