package dev.fairlead.fetch;

import dev.fairlead.fetch.source.Format;
import java.net.URI;
import java.util.Optional;

/**
 * What a reference leaves open about where the files are, and which.
 *
 * @param endpoint of S3, of a mirror of the Hub, or of a repository of DJL's form; without a slash
 *     at its end
 * @param region of S3
 * @param format of the model, which decides over the files of a repository on the Hub
 */
record OriginOptions(Optional<URI> endpoint, Optional<String> region, Format format) {}
