package dev.fairlead.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What was sent so far in the network namespace of this process.
 *
 * @param all IP packets of any protocol
 * @param connections TCP connections that were begun
 */
record Packets(long all, long connections) {
  private static final Path IPV4 = Path.of("/proc/self/net/snmp");
  private static final Path IPV6 = Path.of("/proc/self/net/snmp6");

  static Packets untilNow() throws IOException {
    return new Packets(ofTable("Ip: ", "OutRequests") + ofIpv6(), ofTable("Tcp: ", "ActiveOpens"));
  }

  Packets since(Packets before) {
    return new Packets(all - before.all, connections - before.connections);
  }

  /** A line of names, and one of numbers below it. */
  private static long ofTable(String table, String name) throws IOException {
    List<List<String>> lines =
        Files.readAllLines(IPV4).stream()
            .filter(line -> line.startsWith(table))
            .map(line -> List.of(line.split(" ", -1)))
            .toList();
    return Long.parseLong(lines.getLast().get(lines.getFirst().indexOf(name)));
  }

  private static long ofIpv6() throws IOException {
    if (!Files.exists(IPV6)) {
      return 0;
    }
    return Files.readAllLines(IPV6).stream()
        .map(line -> line.split("\\s+", -1))
        .filter(line -> line[0].equals("Ip6OutRequests"))
        .mapToLong(line -> Long.parseLong(line[1]))
        .sum();
  }
}
