package dev.fairlead.fetch.archive;

import java.util.Locale;

/** How what is downloaded is packed. */
public enum Packing {
  /** One file, as it is. */
  NONE,
  TAR,
  TAR_GZIP,
  ZIP;

  /** By the ending of a file's name. */
  public static Packing ofName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".zip")) {
      return ZIP;
    }
    if (lower.endsWith(".tar.gz") || lower.endsWith(".tgz")) {
      return TAR_GZIP;
    }
    return lower.endsWith(".tar") ? TAR : NONE;
  }
}
