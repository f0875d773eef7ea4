package dev.fairlead.fetch.archive;

import java.util.Locale;

/** How what is downloaded is packed. */
public enum Packing {
  /** One file, as it is. */
  NONE(""),
  TAR("tar"),
  TAR_GZIP("tar.gz"),
  ZIP("zip"),
  /** One file in gzip; only where the source says so, not by its name. */
  GZIP("gz"),
  /** A layer of a container image: of a tar only what lies under {@code models/}. */
  LAYER("tar"),
  LAYER_GZIP("tar.gz");

  private final String ending;

  Packing(String ending) {
    this.ending = ending;
  }

  public boolean isLayer() {
    return this == LAYER || this == LAYER_GZIP;
  }

  /** Of file names, without the dot before it. */
  String ending() {
    return ending;
  }

  /** By the ending of a file's name: .zip, .tar, .tar.gz and .tgz. */
  public static Packing ofName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".tgz")) {
      return TAR_GZIP;
    }
    for (Packing packing : values()) {
      boolean isArchive = packing != NONE && packing != GZIP && !packing.isLayer();
      if (isArchive && lower.endsWith("." + packing.ending)) {
        return packing;
      }
    }
    return NONE;
  }
}
