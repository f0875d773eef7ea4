package dev.fairlead.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What ran where: figures are worth little without. */
final class Machine {
  private Machine() {}

  /** What each is and its value, for a report. */
  static List<Map.Entry<String, String>> facts(Options options) throws IOException {
    var versions = new Properties();
    try (InputStream in = Machine.class.getResourceAsStream("/bench.properties")) {
      if (in == null) {
        throw new IllegalStateException("bench.properties is missing: start the race by run");
      }
      versions.load(in);
    }
    var facts = new ArrayList<Map.Entry<String, String>>();
    facts.add(Map.entry("date", LocalDate.now(ZoneOffset.UTC).toString()));
    facts.add(
        Map.entry(
            "processor",
            "%d x %s"
                .formatted(
                    Runtime.getRuntime().availableProcessors(),
                    value("/proc/cpuinfo", "model name"))));
    facts.add(Map.entry("memory", value("/proc/meminfo", "MemTotal")));
    facts.add(
        Map.entry(
            "system", System.getProperty("os.name") + " " + System.getProperty("os.version")));
    facts.add(
        Map.entry(
            "Fairlead",
            "%s, JDK %s, onnxruntime %s, tokenizers of DJL %s"
                .formatted(
                    versions.getProperty("fairlead"),
                    Runtime.version(),
                    versions.getProperty("onnxruntime"),
                    versions.getProperty("tokenizers"))));
    for (String peer : options.peers().keySet()) {
      facts.add(Map.entry(peer, requirements(options.home().resolve("peers").resolve(peer))));
    }
    facts.add(Map.entry("measured", measured(options)));
    return facts;
  }

  private static String measured(Options options) {
    String figures = "%d s for each figure".formatted(options.time().toSeconds());
    return switch (options.mode()) {
      case RACE -> figures + ", medians of %d rounds".formatted(options.rounds());
      case OVERLOAD -> figures;
      case SOAK -> "%,d requests to a tiny model".formatted(options.requests());
    };
  }

  private static String requirements(Path peer) throws IOException {
    try (Stream<String> lines = Files.lines(peer.resolve("requirements.txt"))) {
      return lines
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.replace("==", " "))
          .collect(Collectors.joining(", "));
    }
  }

  private static String value(String file, String name) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    }
  }
}
