package dev.fairlead.fetch.archive;

/**
 * What an archive may at most hold. The size of all files together is the affair of {@link
 * dev.fairlead.fetch.files.Room}.
 *
 * @param entries files and directories
 * @param ratio unpacked bytes per archive byte, past {@code free}
 * @param free unpacked bytes that may have any ratio
 * @param header bytes that may describe one entry of a tar
 * @param directory bytes that may describe all entries of a zip
 */
public record Limits(int entries, long ratio, long free, long header, long directory) {
  /** Weights of zeros pack well, bombs pack better: deflate alone reaches 1,030. */
  public static Limits standard() {
    return new Limits(10_000, 200, 64L << 20, 64L << 10, 3L << 19);
  }
}
