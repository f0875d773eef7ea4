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
 * where the operator copies it into the status. It is counted in bytes, as the kubelet does, which
 * cuts a longer message at its front, where the reason stands.
 */
public final class FinalLine {
  /**
   * Bytes that are enough for any cause and cure. Where the message cannot be written, the kubelet
   * takes the last 2,048 bytes of the log in its place.
   */
  private static final int MAX_FAILURE = 2000;

  /** Bytes that cut off no reference: one may have 2,200, and the kubelet keeps 4,096. */
  private static final int MAX_LINE = 3000;

  private static final String CUT = "...";

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
    String clean = clean(line, MAX_LINE);
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

  /**
   * Text that came from outside may hold line breaks, escapes, or a book.
   *
   * @param most bytes in UTF-8; half a surrogate pair, which is no character, becomes a {@code ?}
   */
  private static String clean(String line, int most) {
    byte[] bytes = line.replaceAll("\\p{Cntrl}+", " ").strip().getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= most) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    int end = most - CUT.length();
    while (isInsideCharacter(bytes[end])) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8) + CUT;
  }

  /** All bytes of a character but its first are 10xxxxxx (RFC 3629, 3). */
  private static boolean isInsideCharacter(byte next) {
    return (next & 0xC0) == 0x80;
  }
}
