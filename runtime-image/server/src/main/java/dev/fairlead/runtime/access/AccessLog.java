package dev.fairlead.runtime.access;

import dev.fairlead.runtime.config.RuntimeConfig;
import dev.fairlead.runtime.metrics.ServerMetrics;
import java.io.OutputStream;

/** Takes down requests that are over. */
public interface AccessLog extends AutoCloseable {
  /** Takes nothing down. */
  AccessLog OFF =
      new AccessLog() {
        @Override
        public boolean isOn() {
          return false;
        }

        @Override
        public void write(Access access) {
          // nobody asked for it
        }

        @Override
        public void close() {
          // holds nothing
        }
      };

  /** As the settings say; the lines go to {@code out}. */
  static AccessLog of(RuntimeConfig config, ServerMetrics metrics, OutputStream out) {
    return config.accessLog() ? new AccessLines(out, config.modelVersion(), metrics) : OFF;
  }

  /** Whether it is worth making an {@link Access}. */
  boolean isOn();

  /** Never waits: what cannot be written in time is dropped and counted. */
  void write(Access access);

  /** Writes what still waits, if that is possible soon. */
  @Override
  void close();
}
