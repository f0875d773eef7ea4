package dev.fairlead.bench.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A process and all that it started, such as the workers of a server. */
public record ProcessTree(ProcessHandle root) {
  /** USER_HZ, which is the same on every Linux. */
  private static final double TICKS_PER_SECOND = 100;

  private static final double KIB_PER_MIB = 1024;

  /** CPU time of those that live, in seconds. */
  public double cpuSeconds() {
    return files("stat").mapToLong(stat -> ProcFiles.ticks(stat.getFirst())).sum()
        / TICKS_PER_SECOND;
  }

  /** What they have in memory now. */
  public Memory memory() {
    List<List<String>> rollups = files("smaps_rollup").toList();
    return new Memory(mib(rollups, "Rss"), mib(rollups, "Pss"));
  }

  /** What they have in memory now, in MiB: less exact than {@link #memory()}, and much cheaper. */
  public double rssMib() {
    return mib(files("status").toList(), "VmRSS");
  }

  private static double mib(List<List<String>> rollups, String name) {
    return rollups.stream().mapToLong(rollup -> ProcFiles.kib(rollup, name)).sum() / KIB_PER_MIB;
  }

  private Stream<List<String>> files(String name) {
    return Stream.concat(Stream.of(root), root.descendants())
        .map(process -> lines(Path.of("/proc", Long.toString(process.pid()), name)))
        .filter(lines -> !lines.isEmpty());
  }

  /** Empty for a process that ended meanwhile. */
  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
