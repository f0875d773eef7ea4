package dev.fairlead.fetch.net;

import java.io.IOException;
import java.io.Serial;
import java.time.Duration;

/** Nobody took the connection: the host is gone, or something drops the packets on their way. */
public final class NoAnswerException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final Duration within;

  NoAnswerException(Duration within, IOException cause) {
    super("no answer", cause);
    this.within = within;
  }

  /** How long was waited. */
  public Duration within() {
    return within;
  }
}
