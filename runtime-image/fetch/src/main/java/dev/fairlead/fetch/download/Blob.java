package dev.fairlead.fetch.download;

import dev.fairlead.fetch.net.HttpReply;
import java.io.IOException;
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
 */
public record Blob(
    String key, String name, String host, Optional<String> sha256, long size, Opener opener) {
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
