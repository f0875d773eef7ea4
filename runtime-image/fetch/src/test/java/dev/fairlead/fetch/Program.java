package dev.fairlead.fetch;

import dev.fairlead.fetch.archive.Limits;
import dev.fairlead.fetch.download.RetryPolicy;
import dev.fairlead.fetch.files.ModelDirectory;
import dev.fairlead.fetch.net.AddressKind;
import dev.fairlead.fetch.net.AddressPolicy;
import dev.fairlead.fetch.net.Timeouts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The program as a user runs it, with short times, in a directory of its own. */
final class Program {
  /** How it ended. */
  record Outcome(int exitCode, String log, String message) {
    /** What the last line says behind {@code name=}. */
    String field(String name) {
      return message.replaceFirst(".* " + name + "=(\\S+).*", "$1");
    }
  }

  /** Loopback stands for the cluster's private network. */
  static final AddressPolicy LOOPBACK_IS_PRIVATE =
      address -> address.isLoopbackAddress() ? AddressKind.PRIVATE : AddressKind.of(address);

  static final Settings QUICK =
      new Settings(
          LOOPBACK_IS_PRIVATE,
          new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(20)),
          new RetryPolicy(
              3, Duration.ofMillis(1), Duration.ofMillis(20), 1 << 10, Duration.ofMillis(300), 100),
          new Limits(100, 200, 1 << 20, 64 << 10, 1 << 20),
          Map.of());

  private final Path directory;
  private final Settings settings;
  private final List<String> arguments = new ArrayList<>();

  private Program(Path directory, Settings settings) {
    this.directory = directory;
    this.settings = settings;
  }

  static Program in(Path directory) {
    return new Program(directory, QUICK);
  }

  Program with(Settings other) {
    return new Program(directory, other).options(arguments.toArray(String[]::new));
  }

  /** Gives up soon on a server that stalls; on a busy machine others do it for as long as that. */
  Program hasty() {
    Timeouts hasty = new Timeouts(settings.timeouts().connect(), Duration.ofSeconds(2));
    return with(
        new Settings(
            settings.addresses(),
            hasty,
            settings.retries(),
            settings.limits(),
            settings.environment()));
  }

  /** With these variables in its environment. */
  Program environment(Map<String, String> variables) {
    return with(
        new Settings(
            settings.addresses(),
            settings.timeouts(),
            settings.retries(),
            settings.limits(),
            variables));
  }

  /** As a Secret with these keys is mounted. */
  String[] secret(String name, Map<String, String> keys) throws IOException {
    Path secret = Files.createTempDirectory(directory, "secret");
    for (var key : keys.entrySet()) {
      Files.writeString(secret.resolve(key.getKey()), key.getValue());
    }
    return new String[] {"--credentials=" + secret, "--credentials-name=" + name};
  }

  Program options(String... more) {
    arguments.addAll(List.of(more));
    return this;
  }

  Path destination() {
    return directory.resolve("models");
  }

  /** Fetches. */
  Outcome run(String uri, String... more) throws IOException {
    return start(uri, "--destination=" + destination(), more);
  }

  /** Resolves only. */
  Outcome resolve(String uri, String... more) throws IOException {
    return start(uri, "--resolve", more);
  }

  private Outcome start(String uri, String mode, String... more) throws IOException {
    Path terminationLog = directory.resolve("termination-log");
    Files.writeString(terminationLog, "");
    var all = new ArrayList<>(arguments);
    all.add("--uri=" + uri);
    all.add(mode);
    all.addAll(List.of(more));
    var log = new ByteArrayOutputStream();
    try (var out = new PrintStream(log, true, StandardCharsets.UTF_8)) {
      int code = new Main(settings, out, terminationLog).run(all.toArray(String[]::new));
      return new Outcome(
          code, log.toString(StandardCharsets.UTF_8), Files.readString(terminationLog).strip());
    }
  }

  /** Whether a server would find something: files, or the list that says that they are complete. */
  boolean isServable() throws IOException {
    return !files().isEmpty() || ModelDirectory.open(destination()).manifest().isPresent();
  }

  /** The model's files by their paths, without what fetch keeps for itself. */
  Map<String, String> files() throws IOException {
    var files = new TreeMap<String, String>();
    if (!Files.isDirectory(destination())) {
      return files;
    }
    try (var walk = Files.walk(destination())) {
      for (Path path : walk.filter(Files::isRegularFile).toList()) {
        String name = destination().relativize(path).toString();
        if (!name.startsWith(".fairlead")) {
          files.put(name, Files.readString(path, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return files;
  }
}
