package dev.fairlead.fetch.download;

import dev.fairlead.fetch.net.HttpReply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Something to download.
 *
 * @param key of its content's origin, fit for a file name: the same key goes on with the same part
 * @param name for people
 * @param host that is asked, for people
 * @param sha256 what it must be, 64 hexadecimal digits, if that is known
 * @param size in bytes, -1 if it is not known beforehand
 * @param opener asks for it
 * @param check looks at the whole file where it has another digest than a SHA-256
 */
public record Blob(
    String key,
    String name,
    String host,
    Optional<String> sha256,
    long size,
    Opener opener,
    Check check) {
  /** One without another digest. */
  public Blob(
      String key, String name, String host, Optional<String> sha256, long size, Opener opener) {
    this(key, name, host, sha256, size, opener, file -> true);
  }

  /** Whether a file is what it must be. */
  @FunctionalInterface
  public interface Check {
    boolean holds(Path file) throws IOException;
  }

  /** Sends a request for the blob. */
  @FunctionalInterface
  public interface Opener {
    /**
     * Asks with these headers.
     *
     * @return an answer of status 200, 206 or 416
     * @throws dev.fairlead.fetch.report.FetchException for an answer that stays the same
     * @throws IOException for one that may be better next time
     */
    HttpReply open(Map<String, String> headers) throws IOException;
  }
}
