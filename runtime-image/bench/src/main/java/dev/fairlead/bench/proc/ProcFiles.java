package dev.fairlead.bench.proc;

import java.util.List;

/** Reads what is in files of {@code /proc/PID}: see proc(5). */
final class ProcFiles {
  /** Places of utime and stime in {@code stat}, counted from what follows the command. */
  private static final int USER = 11;

  private static final int SYSTEM = 12;

  private ProcFiles() {}

  /**
   * CPU time so far, in ticks.
   *
   * @param stat whose second field, the command in brackets, may hold anything, brackets too
   */
  static long ticks(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    return Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
  }

  /** The KiB of a line such as {@code Rss: 1234 kB}; 0 if there is no such line. */
  static long kib(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).replace("kB", "").strip())
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(0);
  }
}
