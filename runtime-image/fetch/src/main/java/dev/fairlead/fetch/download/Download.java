package dev.fairlead.fetch.download;

import dev.fairlead.fetch.files.Room;
import dev.fairlead.fetch.report.Bytes;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Progress;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.nio.file.Path;

/** Downloads blobs into files; goes on where an earlier attempt stopped. */
public final class Download {
  private final RetryPolicy policy;
  private final Room room;
  private final Progress progress;

  public Download(RetryPolicy policy, Room room, Progress progress) {
    this.policy = policy;
    this.room = room;
    this.progress = progress;
  }

  /**
   * Brings all bytes of a blob into a file.
   *
   * @param file may hold the first bytes already, from an earlier start
   * @return the file's SHA-256, 64 hexadecimal digits
   * @throws FetchException {@link Reason#DIGEST_MISMATCH} naming both digests (the file is
   *     deleted), {@link Reason#FETCH_FAILED} naming how far it came (the file is kept)
   */
  public String run(Blob blob, Path file) throws IOException {
    progress.phase(Progress.Phase.VERIFYING, blob.name());
    try (PartFile part = PartFile.open(file, room, progress)) {
      progress.phase(Progress.Phase.DOWNLOADING, blob.name());
      boolean inPieces = part.size() > 0;
      inPieces |= complete(blob, part);
      String sha256 = part.sha256();
      if (inPieces && !matches(blob, sha256, file)) {
        // Put together from several answers, which may be of two versions: once more, from the
        // start.
        part.restart();
        complete(blob, part);
        sha256 = part.sha256();
      }
      if (!matches(blob, sha256, file)) {
        part.delete();
        throw mismatch(blob, sha256);
      }
      return sha256;
    }
  }

  /** Tries until all bytes are here; tells whether they came in several pieces. */
  private boolean complete(Blob blob, PartFile part) throws IOException {
    var attempts = new Attempts(policy, blob.host(), progress);
    var transfer = new Transfer(blob, part, policy, room, progress);
    boolean inPieces = false;
    while (true) {
      long before = part.size();
      try {
        transfer.attempt();
        progress.noTrouble();
        return inPieces;
      } catch (IOException e) {
        inPieces |= part.size() > 0;
        if (part.size() - before >= policy.progress()) {
          attempts.progressed();
        }
        if (!attempts.again(e)) {
          throw Trouble.failed(
              "Copying %s from %s stopped after %s: %s%s"
                  .formatted(
                      blob.name(),
                      blob.host(),
                      soFar(part.size(), transfer.total()),
                      Trouble.text(e),
                      part.size() > 0 ? ". What is here is kept for the next start" : ""),
              e);
        }
      }
    }
  }

  private static String soFar(long have, long total) {
    return total < 0 ? Bytes.text(have) : Bytes.text(have) + " of " + Bytes.text(total);
  }

  private static boolean matches(Blob blob, String sha256, Path file) throws IOException {
    return blob.sha256().isEmpty() ? blob.check().holds(file) : blob.sha256().get().equals(sha256);
  }

  private static FetchException mismatch(Blob blob, String actual) {
    if (blob.sha256().isEmpty()) {
      return new FetchException(
          Reason.DIGEST_MISMATCH,
          "%s is another file than %s lists: its copy is damaged, or somebody is between."
              .formatted(blob.name(), blob.host()));
    }
    return new FetchException(
        Reason.DIGEST_MISMATCH,
        "%s has the digest sha256:%s, expected was sha256:%s: find out why it changed before you change model.digest."
            .formatted(blob.name(), actual, blob.sha256().orElse("")));
  }
}
