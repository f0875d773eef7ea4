package dev.fairlead.runtime.lifecycle;

import com.sun.management.OperatingSystemMXBean;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether a model can fit at all: told before the kernel kills the process without a word. */
final class Memory {
  /** An engine needs the weights and some room to work. */
  private static final double FACTOR = 1.3;

  private static final long RESERVE = 64L << 20;
  private static final long MIB = 1 << 20;

  private Memory() {}

  /** Of files that are loaded together. */
  static void check(List<Path> files) throws LoadException {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long size = 0;
    for (Path file : files) {
      try {
        size += Files.size(file);
      } catch (IOException e) {
        throw new LoadException(Reason.ModelInvalid, file.getFileName() + " cannot be read");
      }
    }
    check(size, system.getTotalMemorySize());
  }

  static void check(long size, long limit) throws LoadException {
    long needed = (long) (size * FACTOR) + RESERVE;
    if (needed > limit) {
      throw new LoadException(
          Reason.OutOfMemory,
          "a model of %d MiB needs about %d MiB and the memory limit is %d MiB: raise spec.resources.limits.memory"
              .formatted(size / MIB, needed / MIB, limit / MIB));
    }
  }
}
