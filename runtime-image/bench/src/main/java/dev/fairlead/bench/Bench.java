package dev.fairlead.bench;

import java.nio.file.Files;

/** The program: see {@code runtime-image/bench/run --help}. */
public final class Bench {
  private Bench() {}

  /** Leaves its report in {@code target/} and on the output. */
  public static void main(String[] arguments) throws Exception {
    Options options;
    try {
      options = Options.of(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("run: " + e.getMessage());
      System.exit(2);
      return;
    }
    Stage stage = Stage.set(options);
    String report =
        switch (options.mode()) {
          case RACE -> new Race(stage).run();
          case OVERLOAD -> new Overload(stage).run();
          case SOAK -> new Soak(stage).run();
        };
    String file = options.mode() == Mode.RACE ? "results.md" : options.mode().option() + ".md";
    Files.writeString(options.home().resolve("target").resolve(file), report);
    System.out.print(report);
  }
}
