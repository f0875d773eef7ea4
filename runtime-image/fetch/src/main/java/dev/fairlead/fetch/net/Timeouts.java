package dev.fairlead.fetch.net;

import java.time.Duration;

/**
 * How long silence is borne.
 *
 * @param connect for a connection and its TLS handshake
 * @param stall between two pieces of an answer
 */
public record Timeouts(Duration connect, Duration stall) {
  public static Timeouts standard() {
    return new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(20));
  }
}
