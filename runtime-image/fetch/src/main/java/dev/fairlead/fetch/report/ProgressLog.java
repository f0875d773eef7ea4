package dev.fairlead.fetch.report;

import java.time.Duration;
import java.util.function.Consumer;

/** Says every few seconds how far the download is, as long as something moves. */
public final class ProgressLog implements AutoCloseable {
  private final Thread thread;

  private ProgressLog(Thread thread) {
    this.thread = thread;
  }

  /** Starts to tell; {@code line} gets one line at most per interval. */
  public static ProgressLog start(Progress progress, Duration every, Consumer<String> line) {
    Progress.Snapshot first = progress.now();
    return new ProgressLog(
        Thread.ofVirtual().name("progress-log").start(() -> tell(progress, first, every, line)));
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private static void tell(
      Progress progress, Progress.Snapshot first, Duration every, Consumer<String> line) {
    Progress.Snapshot before = first;
    try {
      while (true) {
        Thread.sleep(every);
        Progress.Snapshot now = progress.now();
        if (!now.equals(before)) {
          line.accept(text(before, now, every));
          before = now;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static String text(Progress.Snapshot before, Progress.Snapshot now, Duration between) {
    var text = new StringBuilder(now.phase().value());
    if (!now.file().isEmpty()) {
      text.append(' ').append(now.file());
    }
    if (!now.trouble().isEmpty()) {
      return text.append(", trying again after ").append(now.trouble()).toString();
    }
    if (now.phase() != Progress.Phase.DOWNLOADING) {
      return text.toString();
    }
    text.append(": ").append(Bytes.text(now.bytes()));
    if (now.totalBytes() > 0) {
      text.append(" of ").append(Bytes.text(now.totalBytes()));
      text.append(" (").append(now.bytes() * 100 / now.totalBytes()).append(" %)");
    }
    long perSecond = Math.max(0, now.bytes() - before.bytes()) * 1000 / between.toMillis();
    text.append(", ").append(Bytes.text(perSecond)).append("/s");
    if (now.totalBytes() > now.bytes() && perSecond > 0) {
      text.append(", about ")
          .append((now.totalBytes() - now.bytes()) / perSecond + 1)
          .append(" s left");
    }
    return text.toString();
  }
}
