package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The commands that users type. */
final class Shell {
  /** What a command printed, and how it ended. */
  record Result(int code, String output) {}

  private Shell() {}

  /**
   * A setting that the scripts of {@code e2e/cluster} make; without it there is no cluster to test
   * on.
   */
  static String environment(String name) {
    return Optional.ofNullable(System.getenv(name))
        .orElseThrow(() -> new AssertionError(name + " is not set: run these tests by `make e2e`"));
  }

  private static ProcessBuilder builder(String... command) {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", environment("FAIRLEAD_E2E_KUBECONFIG"));
    builder
        .environment()
        .put("PATH", environment("FAIRLEAD_E2E_BIN") + ":" + System.getenv("PATH"));
    return builder;
  }

  /** It runs beside the story, and waits for more on its standard input. */
  static Process start(String... command) {
    try {
      return builder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      throw new AssertionError(String.join(" ", command), e);
    }
  }

  /** Whatever comes of it. */
  static Result attempt(String input, String... command) {
    try {
      Process process = builder(command).start();
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(String.join(" ", command), e);
    }
  }

  /** It has to work. */
  static String run(String... command) {
    Result result = attempt("", command);
    assertThat(result.code()).as("%s: %s", List.of(command), result.output()).isZero();
    return result.output();
  }

  /** It has to work, with that on its standard input. */
  static String feed(String input, String... command) {
    Result result = attempt(input, command);
    assertThat(result.code()).as("%s: %s", List.of(command), result.output()).isZero();
    return result.output();
  }
}
