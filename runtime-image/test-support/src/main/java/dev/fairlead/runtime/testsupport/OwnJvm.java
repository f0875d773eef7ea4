package dev.fairlead.runtime.testsupport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the tests in a process of its own, which may die, leak or hang by itself. */
public final class OwnJvm {
  private static final int PATIENCE_SECONDS = 120;

  /**
   * How it ended.
   *
   * @param exitCode above 128: by a signal
   * @param said on both outputs
   */
  public record End(int exitCode, String said) {}

  private OwnJvm() {}

  /**
   * Runs it to its end.
   *
   * @param around a command that the JVM's is the end of; may be empty
   * @param options of the JVM
   * @param folder for what it says
   * @throws AssertionError if it does not end
   */
  public static End run(
      List<String> around, List<String> options, Class<?> main, Path folder, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(around);
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Path said = folder.resolve(main.getSimpleName() + ".said");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    int exitCode = process.waitFor();
    String text = Files.readString(said, StandardCharsets.UTF_8);
    if (!ended) {
      throw new AssertionError(main.getSimpleName() + " does not end:\n" + text);
    }
    return new End(exitCode, text);
  }

  /**
   * A process's memory that is in use, in KiB: what the kernel counts for a container's limit too.
   *
   * @param pid its number, or {@code self}
   */
  public static long residentKib(String pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", pid, "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
