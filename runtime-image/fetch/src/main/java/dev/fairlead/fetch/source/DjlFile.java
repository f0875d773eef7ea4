package dev.fairlead.fetch.source;

import dev.fairlead.fetch.archive.Packing;
import java.util.Locale;

/**
 * A file that DJL's metadata lists.
 *
 * @param uri absolute, or from the artifact's folder
 * @param name what it is called in the model; empty to leave that to the uri
 * @param sha1 40 hexadecimal digits in lower case
 * @param size bytes
 */
record DjlFile(String uri, String name, String sha1, long size) {
  private static final String GZIP = ".gz";

  /** By the ending of its uri; what is unpacked lies at the top of the model. */
  Packing packing() {
    Packing packing = Packing.ofName(last());
    return packing == Packing.NONE && last().toLowerCase(Locale.ROOT).endsWith(GZIP)
        ? Packing.GZIP
        : packing;
  }

  /** The file's path in the model, or the archive's name. */
  String path() {
    return switch (packing()) {
      case NONE -> name.isEmpty() ? last() : name;
      case GZIP -> name.isEmpty() ? last() : name + GZIP;
      default -> last();
    };
  }

  FileList.Entry entry() {
    return new FileList.Entry(path(), size, "sha1:" + sha1);
  }

  private String last() {
    String path = uri.replaceFirst("[?#].*", "");
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
