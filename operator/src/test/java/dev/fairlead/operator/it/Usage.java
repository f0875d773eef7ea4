package dev.fairlead.operator.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What memory a process uses.
 *
 * @param residentKibibytes of all of it
 * @param heapBytes of live objects
 */
record Usage(long residentKibibytes, long heapBytes) {
  private static final String RESIDENT = "VmRSS:";

  static Usage of(String pid, long heapBytes) throws IOException {
    long resident =
        Files.readAllLines(Path.of("/proc", pid, "status")).stream()
            .filter(line -> line.startsWith(RESIDENT))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow();
    return new Usage(resident, heapBytes);
  }
}
