package dev.fairlead.fetch.report;

/**
 * How far the fetch is; written by the thread that fetches, read by those who tell.
 *
 * <p>Bytes count whatever takes its time with the size of a model, so that they grow as long as
 * anything moves: what is downloaded; what an earlier start of the container left, as it is
 * checked; and what is unpacked.
 */
public final class Progress {
  /** What fetch does now. */
  public enum Phase {
    RESOLVING("Resolving"),
    DOWNLOADING("Downloading"),
    UNPACKING("Unpacking"),
    VERIFYING("Verifying"),
    DONE("Done");

    private final String value;

    Phase(String value) {
      this.value = value;
    }

    /** CamelCase. */
    public String value() {
      return value;
    }
  }

  /**
   * One moment.
   *
   * @param totalBytes of all downloads, and of what is unpacked so far; -1 while unknown
   * @param file the path at work, empty if none
   * @param trouble what went wrong last, as a termination line would say it; empty if nothing is
   *     wrong, or not any more
   */
  public record Snapshot(Phase phase, long bytes, long totalBytes, String file, String trouble) {}

  private volatile Snapshot now = new Snapshot(Phase.RESOLVING, 0, -1, "", "");

  public Snapshot now() {
    return now;
  }

  /** Starts a phase on a file. */
  public synchronized void phase(Phase phase, String file) {
    now = new Snapshot(phase, now.bytes, now.totalBytes, file, now.trouble);
  }

  /** The size of all downloads together is known; -1 if it is not. */
  public synchronized void total(long bytes) {
    now = new Snapshot(now.phase, now.bytes, bytes, now.file, now.trouble);
  }

  /** More bytes are here, so all is well; negative when a download has to start over. */
  public synchronized void add(long bytes) {
    String trouble = bytes > 0 ? "" : now.trouble;
    now = new Snapshot(now.phase, now.bytes + bytes, now.totalBytes, now.file, trouble);
  }

  /** Bytes of work that no total foresaw: an archive does not say what it unpacks to. */
  public synchronized void more(long bytes) {
    long total = now.totalBytes < 0 ? -1 : now.totalBytes + bytes;
    now = new Snapshot(now.phase, now.bytes + bytes, total, now.file, now.trouble);
  }

  /** Nothing of what was counted is of use. */
  public synchronized void restart() {
    now = new Snapshot(now.phase, 0, -1, now.file, now.trouble);
  }

  /** Something failed and is tried again. */
  public synchronized void trouble(Reason reason, String message) {
    String line = FinalLine.line(reason, message);
    now = new Snapshot(now.phase, now.bytes, now.totalBytes, now.file, line);
  }

  /** What failed works. */
  public synchronized void noTrouble() {
    now = new Snapshot(now.phase, now.bytes, now.totalBytes, now.file, "");
  }
}
