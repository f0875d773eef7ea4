package dev.fairlead.fetch.source;

import java.io.IOException;

/** Where a model's files are. */
public sealed interface Source permits HttpSource, OciSource, HubSource, S3Source, DjlSource {
  /**
   * What was fetched, as a reference for people.
   *
   * @param digest {@code sha256:HEX} of the model
   */
  String resolved(String digest);

  /**
   * Finds out what to download; asks the network where the reference alone does not tell.
   *
   * @throws dev.fairlead.fetch.report.FetchException if there is nothing, or not for us
   */
  Model resolve() throws IOException;
}
