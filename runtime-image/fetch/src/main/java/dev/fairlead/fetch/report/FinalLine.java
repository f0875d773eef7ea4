package dev.fairlead.fetch.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The one line that fetch ends with: in the log, and in the container's termination message, from
 * where the operator copies it into the status.
 */
public final class FinalLine {
  /** Enough for any cause and cure. */
  private static final int MAX_FAILURE = 1500;

  /** Enough for any reference, cut off none: Kubernetes keeps 4,096 bytes. */
  private static final int MAX_CHARS = 3000;

  private final Path terminationLog;
  private final Consumer<String> log;
  private final AtomicBoolean said = new AtomicBoolean();

  /**
   * @param terminationLog written if it is there: the kubelet makes it, {@code docker run} does not
   */
  public FinalLine(Path terminationLog, Consumer<String> log) {
    this.terminationLog = terminationLog;
    this.log = log;
  }

  /** Says the line, unless one was said before. */
  public void say(String line) {
    if (!said.compareAndSet(false, true)) {
      return;
    }
    String clean = clean(line, MAX_CHARS);
    log.accept(clean);
    if (!Files.exists(terminationLog)) {
      return;
    }
    try {
      Files.writeString(
          terminationLog,
          clean + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.WRITE,
          StandardOpenOption.TRUNCATE_EXISTING);
    } catch (IOException e) {
      log.accept("The termination message cannot be written; the line above is all there is.");
    }
  }

  /** A failure's line: {@code <Reason>: <message>}. */
  public void fail(Reason reason, String message) {
    say(line(reason, message));
  }

  static String line(Reason reason, String message) {
    return clean(reason.value() + ": " + message, MAX_FAILURE);
  }

  /** Text that came from outside may hold line breaks, escapes, or a book. */
  private static String clean(String line, int most) {
    String oneLine = line.replaceAll("\\p{Cntrl}+", " ").strip();
    return oneLine.length() <= most ? oneLine : oneLine.substring(0, most - 3) + "...";
  }
}
