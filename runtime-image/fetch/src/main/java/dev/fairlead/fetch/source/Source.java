package dev.fairlead.fetch.source;

import java.io.IOException;

/** Where a model's files are. */
public sealed interface Source permits HttpSource, OciSource {
  /** The reference that a digest is appended to: without tag, digest and query. */
  String location();

  /**
   * Finds out what to download; asks the network where the reference alone does not tell.
   *
   * @throws dev.fairlead.fetch.report.FetchException if there is nothing, or not for us
   */
  Model resolve() throws IOException;
}
