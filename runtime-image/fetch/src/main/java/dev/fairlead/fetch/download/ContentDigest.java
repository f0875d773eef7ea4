package dev.fairlead.fetch.download;

import dev.fairlead.fetch.files.Sha256;
import dev.fairlead.fetch.net.HttpReply;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Progress;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;

/**
 * What a source sends, known by its bytes alone: they are read once and not kept. An answer that
 * breaks off is no part of the next one, since nothing says that both are of one version.
 */
public final class ContentDigest {
  private static final int BUFFER = 1 << 16;

  private final RetryPolicy policy;
  private final Progress progress;

  public ContentDigest(RetryPolicy policy, Progress progress) {
    this.policy = policy;
    this.progress = progress;
  }

  /**
   * What was read.
   *
   * @param sha256 64 hexadecimal digits
   * @param size bytes
   */
  public record Content(String sha256, long size) {}

  /**
   * Reads all of a blob.
   *
   * @throws FetchException when the attempts are spent
   */
  public Content of(Blob blob) throws IOException {
    progress.phase(Progress.Phase.DOWNLOADING, blob.name());
    progress.total(blob.size());
    return new Attempts(policy, blob.host(), progress)
        .run("Reading %s from %s".formatted(blob.name(), blob.host()), () -> read(blob));
  }

  private Content read(Blob blob) throws IOException {
    MessageDigest digest = Sha256.start();
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    try (HttpReply reply = blob.opener().open(Map.of("Accept-Encoding", "identity"))) {
      if (reply.status() != 200) {
        throw new TransientException("the server sent a part that nobody asked for", Duration.ZERO);
      }
      InputStream body = reply.body();
      var pace = new Pace(policy.window(), policy.windowBytes());
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        digest.update(buffer, 0, read);
        size += read;
        progress.add(read);
        pace.check(read);
      }
      if (size < reply.length()) {
        throw new EOFException("the answer ended too early");
      }
      return new Content(Sha256.hex(digest), size);
    } catch (IOException e) {
      progress.add(-size);
      throw e;
    }
  }
}
