package dev.fairlead.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Not one packet leaves for where nothing may be fetched from, or where only a redirect leads to in
 * a private network, by the kernel's own count.
 */
class PacketsIT {
  private static final List<String> AS_ROOT = List.of("unshare", "--net");
  private static final List<String> AS_USER =
      List.of("unshare", "--user", "--map-root-user", "--net");

  /** All addresses can be reached, through an interface that nobody else is at. */
  private static final List<String> WITH_ROUTES =
      List.of(
          "sh",
          "-c",
          "ip link set lo up && ip route add default dev lo"
              + " && { ip -6 route add default dev lo || true; } && exec \"$@\"",
          "sh");

  @TempDir Path folder;

  /** One line of the program. */
  private record Try(String how, String uri, long packets, long connections, String said) {
    static Try of(String line) {
      String[] parts = line.split("\t", 5);
      return new Try(
          parts[0], parts[1], Long.parseLong(parts[2]), Long.parseLong(parts[3]), parts[4]);
    }
  }

  @Test
  void noneLeavesForAForbiddenAddressNorForAPrivateOneThatARedirectNames() throws Exception {
    List<Try> tries = tries(ownNetwork());

    assertThat(of(tries, "public"))
        .singleElement()
        .satisfies(it -> assertThat(it.packets()).as("the count works: %s", it).isPositive());
    assertThat(of(tries, "named"))
        .hasSameSizeAs(HostileUriTest.refused())
        .allSatisfy(it -> assertThat(it.packets()).as(it.toString()).isZero())
        .allSatisfy(it -> assertThat(it.said()).startsWith("FetchFailed: Refused: "));
    for (String how : List.of("redirected", "redirected inside")) {
      assertThat(of(tries, how))
          .isNotEmpty()
          .allSatisfy(it -> assertThat(it.connections()).as("to who redirects: %s", it).isOne())
          .allSatisfy(it -> assertThat(it.said()).startsWith("FetchFailed: Refused: "));
    }
    assertThat(of(tries, "taken"))
        .isNotEmpty()
        .allSatisfy(it -> assertThat(it.packets()).as(it.toString()).isPositive())
        .allSatisfy(
            it -> assertThat(it.said()).startsWith("FetchFailed: ").doesNotContain("Refused"));
  }

  private static List<Try> of(List<Try> tries, String how) {
    return tries.stream().filter(it -> it.how().equals(how)).toList();
  }

  private List<Try> tries(List<String> around) throws Exception {
    var command = new ArrayList<>(around);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(PacketsMain.class.getName(), folder.toString()));
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    int code = process.waitFor();
    List<String> lines = Files.readAllLines(said, StandardCharsets.UTF_8);
    assertThat(code).as("%s", lines).isZero();
    return lines.stream().filter(line -> line.contains("\t")).map(Try::of).toList();
  }

  /** The command around one that is to have a network of its own. */
  private static List<String> ownNetwork() throws Exception {
    for (List<String> unshare : List.of(AS_ROOT, AS_USER)) {
      var around = new ArrayList<>(unshare);
      around.addAll(WITH_ROUTES);
      if (succeeds(around)) {
        return around;
      }
    }
    String cure = "NOT SHOWN: that no packet leaves: run as root, with iproute2";
    System.out.println(cure);
    return Assumptions.abort(cure);
  }

  private static boolean succeeds(List<String> around) throws Exception {
    var command = new ArrayList<>(around);
    command.add("true");
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
