package dev.fairlead.runtime.http;

import java.util.Optional;

/** What the HTTP side asks of the life cycle. */
public interface Gate {
  /** The model, once it is ready and as long as requests are answered. */
  Optional<Served> served();

  /** Whether new clients are wanted: the readiness of the pod. */
  boolean isReady();

  /** Whether the process works: false once a native call hangs for good. */
  boolean isAlive();

  /** Whether clients are to take their next request elsewhere. */
  boolean isDraining();

  /**
   * Whether clients are to open their next connection, though this server stays: others have its
   * Service's requests, and a connection that is kept would never find them. May be taken back.
   */
  boolean isRetired();
}
