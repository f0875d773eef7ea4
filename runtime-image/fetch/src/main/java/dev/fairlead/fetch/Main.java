package dev.fairlead.fetch;

import dev.fairlead.fetch.report.Bytes;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.FinalLine;
import dev.fairlead.fetch.report.Progress;
import dev.fairlead.fetch.report.Reason;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * {@code fetch --uri=… --destination=…}: exits with 0 when the files are complete (with {@code
 * --resolve} in place of a destination: when it is known what they are), with 1 when they cannot be
 * fetched, with 2 for wrong options. The last line says which it was and why; it is the container's
 * termination message too.
 */
public final class Main {
  private static final String TERMINATION_LOG = "/dev/termination-log";

  private final Settings settings;
  private final PrintStream out;
  private final FinalLine finalLine;
  private final Progress progress = new Progress();

  /**
   * @param terminationLog written if it is there
   */
  Main(Settings settings, PrintStream out, Path terminationLog) {
    this.settings = settings;
    this.out = out;
    this.finalLine = new FinalLine(terminationLog, out::println);
  }

  public static void main(String[] args) {
    start(Settings.standard(), args);
  }

  /** Runs the program and ends the JVM. */
  static void start(Settings settings, String... args) {
    String terminationLog =
        Optional.ofNullable(System.getenv("FAIRLEAD_TERMINATION_LOG")).orElse(TERMINATION_LOG);
    var main = new Main(settings, System.out, Path.of(terminationLog));
    Runtime.getRuntime().addShutdownHook(new Thread(main::stopped, "stopped"));
    System.exit(main.run(args));
  }

  /** The exit code. */
  int run(String... args) {
    if (Arrays.asList(args).contains("--help")) {
      out.print(CommandLine.help());
      return 0;
    }
    try (var session = Session.open(CommandLine.parse(args), settings, progress, out::println)) {
      finalLine.say(session.run());
      return 0;
    } catch (CommandLine.UsageException e) {
      finalLine.fail(
          Reason.FETCH_FAILED, "wrong options: %s; see --help.".formatted(e.getMessage()));
      return 2;
    } catch (FetchException e) {
      finalLine.fail(e.reason(), e.getMessage());
    } catch (Exception | OutOfMemoryError e) {
      // Not foreseen. Its class helps to find it; its text may hold anything, so it is not shown.
      finalLine.fail(
          Reason.FETCH_FAILED,
          "an internal error (%s): please report it.".formatted(e.getClass().getSimpleName()));
    }
    return 1;
  }

  /** On SIGTERM; after any other end the line is said already. */
  private void stopped() {
    Progress.Snapshot now = progress.now();
    finalLine.fail(
        Reason.FETCH_FAILED,
        "stopped from outside after %s%s. What is here is kept for the next start."
            .formatted(
                Bytes.text(now.bytes()),
                now.totalBytes() < 0 ? "" : " of " + Bytes.text(now.totalBytes())));
  }
}
