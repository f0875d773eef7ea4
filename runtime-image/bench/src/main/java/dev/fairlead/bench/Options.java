package dev.fairlead.bench;

import dev.fairlead.bench.model.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says.
 *
 * @param mode what the run is about
 * @param home folder of the benchmark
 * @param time of one measurement
 * @param rounds in each of which everybody has a turn
 * @param clients how many ask at once, one measurement for each
 * @param peers by name, with the Python of each
 * @param quantiser the Python of what makes the model of {@link Workload#STATIC}, if there is one
 * @param requests of a soak to a tiny model; larger ones get their share
 * @param deadline that requests name in an overload
 * @param profile from whose name those of flame graphs of a race are made; none are wanted without
 */
record Options(
    Mode mode,
    Path home,
    Duration time,
    int rounds,
    List<Integer> clients,
    Map<String, Path> peers,
    @Nullable Path quantiser,
    List<Workload> workloads,
    long requests,
    Duration deadline,
    @Nullable Path profile) {

  /**
   * Reads {@code --name value} pairs; {@code --python NAME=PATH} may come more than once.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  static Options of(String... arguments) {
    var values =
        new LinkedHashMap<String, String>(
            Map.of(
                "--mode", "race",
                "--home", ".",
                "--seconds", "10",
                "--rounds", "3",
                "--clients", "1,4,16,64",
                "--peers", "kserve,mlserver,litserve",
                "--workload", "",
                "--requests", "1000000",
                "--deadline-ms", "1000",
                "--profile", ""));
    var pythons = new LinkedHashMap<String, Path>();
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i];
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(name + " needs a value: see run --help");
      }
      String value = arguments[i + 1];
      if (name.equals("--python")) {
        String[] parts = value.split("=", 2);
        pythons.put(parts[0], Path.of(parts[1]));
      } else if (values.replace(name, value) == null) {
        throw new IllegalArgumentException("there is no option " + name + ": see run --help");
      }
    }
    Mode mode = Mode.of(text(values, "--mode"));
    values.replace("--workload", "", mode.workloads());
    return new Options(
        mode,
        Path.of(text(values, "--home")),
        Duration.ofSeconds(number("--seconds", text(values, "--seconds"))),
        number("--rounds", text(values, "--rounds")),
        list(values, "--clients").stream().map(n -> number("--clients", n)).toList(),
        peers(list(values, "--peers"), pythons),
        pythons.get("quantiser"),
        Workload.of(list(values, "--workload")),
        number("--requests", text(values, "--requests")),
        Duration.ofMillis(number("--deadline-ms", text(values, "--deadline-ms"))),
        profile(mode, text(values, "--profile")));
  }

  private static @Nullable Path profile(Mode mode, String text) {
    if (text.isEmpty()) {
      return null;
    }
    if (mode != Mode.RACE) {
      throw new IllegalArgumentException("--profile goes with --mode race alone");
    }
    Path file = Path.of(text);
    if (!Profiler.takes(file)) {
      throw new IllegalArgumentException(
          "--profile takes a file that ends with .html and has no comma, not " + text);
    }
    return file;
  }

  private static Map<String, Path> peers(List<String> names, Map<String, Path> pythons) {
    var peers = new LinkedHashMap<String, Path>();
    for (String name : names) {
      if (!name.equals("none")) {
        Path python = pythons.get(name);
        if (python == null) {
          throw new IllegalArgumentException(
              "the peer " + name + " has no Python: start the race by runtime-image/bench/run");
        }
        peers.put(name, python);
      }
    }
    return peers;
  }

  private static String text(Map<String, String> values, String name) {
    return values.getOrDefault(name, "");
  }

  private static List<String> list(Map<String, String> values, String name) {
    return Stream.of(text(values, name).split(",", -1)).map(String::strip).toList();
  }

  private static int number(String option, String text) {
    try {
      int number = Integer.parseInt(text);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(option + " takes whole numbers above 0, not " + text);
  }
}
