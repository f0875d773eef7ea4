package dev.fairlead.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The real kubectl.
 *
 * @param binary the program
 * @param kubeconfig whom and what it talks to
 * @param home where it keeps its caches
 */
public record Kubectl(Path binary, Path kubeconfig, Path home) {
  private static final int LIMIT_SECONDS = 180;

  /**
   * What a run gave.
   *
   * @param status 0 for success
   * @param output standard output
   * @param error standard error
   */
  public record Result(int status, String output, String error) {}

  /** Runs it with these arguments; fails after three minutes. */
  public Result run(String... arguments) {
    return run(List.of(arguments), "");
  }

  /** Runs it with these arguments and this standard input; fails after three minutes. */
  public Result run(List<String> arguments, String input) {
    var command = new ArrayList<String>();
    command.add(binary.toString());
    command.add("--kubeconfig=" + kubeconfig);
    command.addAll(arguments);
    try {
      Path in = Files.writeString(Files.createTempFile(home, "kubectl", ".in"), input);
      Path out = Files.createTempFile(home, "kubectl", ".out");
      Path err = Files.createTempFile(home, "kubectl", ".err");
      try {
        return run(command, in, out, err);
      } finally {
        Files.delete(in);
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while kubectl ran", e);
    }
  }

  private Result run(List<String> command, Path in, Path out, Path err)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("HOME", home.toString());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
    Process process = builder.start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("kubectl did not end in time: " + command);
    }
    return new Result(process.exitValue(), read(out), read(err));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
