package dev.fairlead.fetch.files;

import dev.fairlead.fetch.report.Bytes;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * The room for the model's files: what {@code model.storage} allows and what the disk has. A volume
 * that grows past its limit gets the pod evicted, so this stops before.
 */
public final class Room {
  /** The disk that the files are put on. */
  @FunctionalInterface
  public interface Disk {
    /** Bytes that can still be written. */
    long free() throws IOException;
  }

  private final Disk disk;
  private final OptionalLong limit;
  private long used;

  /**
   * @param directory on the volume
   * @param limit bytes that all files together may take, unpacked and not yet unpacked
   */
  public Room(Path directory, OptionalLong limit) {
    this(() -> Files.getFileStore(directory).getUsableSpace(), limit);
  }

  /** The same for a disk that is asked in another way. */
  public Room(Disk disk, OptionalLong limit) {
    this.disk = disk;
    this.limit = limit;
  }

  /**
   * Fails early where a size is known beforehand.
   *
   * @param more bytes that are still to be written; what lies on the disk already is not among them
   * @throws FetchException {@link Reason#STORAGE_FULL}
   */
  public void require(long more) throws IOException {
    checkLimit(more);
    long free = disk.free();
    if (more > free) {
      throw new FetchException(
          Reason.STORAGE_FULL,
          "The model needs %s more, the node's disk has %s free: free some, or set model.storage so that the pod is put on a node that has room."
              .formatted(Bytes.text(more), Bytes.text(free)));
    }
  }

  /**
   * Counts bytes that are about to be written.
   *
   * @throws FetchException {@link Reason#STORAGE_FULL}
   */
  public void take(long bytes) throws FetchException {
    checkLimit(bytes);
    used += bytes;
  }

  /** Counts bytes that are gone from the disk. */
  public void give(long bytes) {
    used -= bytes;
  }

  /** What a failed write means: the disk is full, or something else that is passed on. */
  public IOException explain(IOException failure) {
    if (failure instanceof FetchException) {
      return failure;
    }
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    boolean full = message.contains("no space left") || message.contains("quota exceeded");
    if (!full) {
      return failure;
    }
    return new FetchException(
        Reason.STORAGE_FULL,
        "The disk is full after %s of the model: free some of the node's disk, or set model.storage so that the pod is put on a node that has room."
            .formatted(Bytes.text(used)),
        failure);
  }

  private void checkLimit(long more) throws FetchException {
    if (limit.isPresent() && more > limit.getAsLong() - used) {
      throw new FetchException(
          Reason.STORAGE_FULL,
          "The model needs at least %s, model.storage allows %s: raise model.storage."
              .formatted(Bytes.text(used + more), Bytes.text(limit.getAsLong())));
    }
  }
}
