package dev.fairlead.fetch;

import dev.fairlead.fetch.download.RetryPolicy;
import dev.fairlead.fetch.net.AddressKind;
import dev.fairlead.fetch.net.Timeouts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Fetches from everywhere that hostile specs name, and counts what leaves for it. For a process
 * that has a network of its own, in which every address can be reached, and nobody answers.
 */
final class PacketsMain {
  /** Of networks for documentation: anybody's, as far as fetch knows. */
  private static final String ANYBODYS = "https://192.0.2.1/m.bin";

  /** Of networks of a site or a cluster, one of them for Services as kubeadm has it. */
  private static final List<String> PRIVATE =
      List.of(
          "https://10.0.0.1/m.bin",
          "https://10.96.0.1/api/v1/secrets",
          "https://172.16.0.1/m.bin",
          "https://192.168.0.1/m.bin",
          "https://100.64.0.1/m.bin",
          "https://[fd00::1]/m.bin",
          "https://[fd00:10:96::1]/api/v1/secrets");

  private static final Settings ONCE =
      new Settings(
          AddressKind::of,
          new Timeouts(Duration.ofMillis(300), Duration.ofMillis(300)),
          new RetryPolicy(
              1, Duration.ofMillis(1), Duration.ofMillis(1), 1 << 10, Duration.ofSeconds(1), 1),
          Program.QUICK.limits(),
          Program.QUICK.environment());

  /** The server that redirects is on this machine; it answers, be it late. */
  private static final Settings FROM_LOOPBACK =
      new Settings(
          Program.LOOPBACK_IS_PRIVATE,
          Timeouts.standard(),
          ONCE.retries(),
          ONCE.limits(),
          ONCE.environment());

  private PacketsMain() {}

  /** In that folder; a line for each try: what it was, packets, connections, what fetch said. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    tell("public", ANYBODYS, program(folder, ONCE), ANYBODYS);
    for (HostileUriTest.Reference model : HostileUriTest.refused()) {
      Program program = program(folder, ONCE).options(model.options());
      tell("named", model.toString(), program, model.uri());
    }
    for (HostileUriTest.Reference model : HostileUriTest.taken()) {
      if (host(model.uri()).matches("[0-9.]+")) { // here nobody knows names
        tell("taken", model.toString(), program(folder, ONCE), model.uri());
      }
    }
    try (TestServer server = TestServer.http()) {
      for (HostileUriTest.Reference model : HostileUriTest.refused()) {
        if (model.uri().startsWith("https:") && !isOfThisMachine(model.uri())) {
          redirect("redirected", server, model.uri(), folder);
        }
      }
      for (String uri : PRIVATE) {
        redirect("redirected inside", server, uri, folder);
      }
    }
  }

  private static void redirect(String how, TestServer server, String to, Path folder)
      throws IOException {
    server.on("/away", request -> TestServer.status(302, "Location: " + to));
    Program program = program(folder, FROM_LOOPBACK).options("--plain-http-hosts=127.0.0.1");
    tell(how, to, program, server.url("127.0.0.1", "/away"));
  }

  private static Program program(Path folder, Settings settings) throws IOException {
    return Program.in(Files.createTempDirectory(folder, "try")).with(settings);
  }

  /** Which the server is, and has to be asked for that. */
  private static boolean isOfThisMachine(String uri) throws IOException {
    InetAddress address = InetAddress.getByName(host(uri));
    return address.isLoopbackAddress() || address.isAnyLocalAddress();
  }

  private static String host(String uri) {
    return URI.create(uri).getHost();
  }

  private static void tell(String how, String uri, Program program, String asked)
      throws IOException {
    Packets before = Packets.untilNow();
    String said = program.run(asked).message();
    Packets sent = Packets.untilNow().since(before);
    System.out.printf("%s\t%s\t%d\t%d\t%s%n", how, uri, sent.all(), sent.connections(), said);
  }
}
