package dev.fairlead.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that runs beside the test, with a log file of its own. */
public final class KubeProcess implements AutoCloseable {
  private static final int TAIL_LINES = 15;

  private final String name;
  private final Path log;
  private final Process process;

  private KubeProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts a program. It sees no environment but {@code HOME}, so that neither proxies nor the
   * user's own cluster get in the way.
   *
   * @param home its working and home directory
   * @param log appended to, so that a program that is started again keeps what it said before
   * @param command the program and its arguments
   */
  static KubeProcess start(Path home, Path log, List<String> command) {
    String name = Path.of(command.getFirst()).getFileName().toString();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().clear();
    builder.environment().put("HOME", home.toString());
    try {
      Process process = builder.start();
      // Nothing outlives the test run, even one that is interrupted.
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new KubeProcess(name, log, process);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Fails if it has ended.
   *
   * @throws IllegalStateException with the last lines of the log
   */
  void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          name + " ended with " + process.exitValue() + "; " + log + " ends with:\n" + logTail());
    }
  }

  /** The last lines of its log. */
  public String logTail() {
    Deque<String> tail = new ArrayDeque<>();
    try (var lines = Files.lines(log)) {
      lines.forEach(
          line -> {
            if (tail.size() == TAIL_LINES) {
              tail.removeFirst();
            }
            tail.addLast(line);
          });
    } catch (IOException | UncheckedIOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
    return String.join("\n", tail);
  }

  /** Asks it to end (SIGTERM) and waits; after 30 s it is killed. */
  public void stop() {
    process.destroy();
    if (!waitFor(30)) {
      kill();
    }
  }

  /** Ends it at once (SIGKILL), as a lost machine would. */
  public void kill() {
    process.destroyForcibly();
    if (!waitFor(10)) {
      throw new IllegalStateException(name + " (process " + pid() + ") cannot be killed");
    }
  }

  @Override
  public void close() {
    kill();
  }

  private boolean waitFor(int seconds) {
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
