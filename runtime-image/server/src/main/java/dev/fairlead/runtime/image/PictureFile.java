package dev.fairlead.runtime.image;

import java.io.IOException;

/** A file whose header is read, and nothing else yet. */
sealed interface PictureFile permits JpegFile, PngFile {
  /** In pixels, at least 1. */
  int width();

  /** In pixels, at least 1. */
  int height();

  /** How many bytes of the heap its pixels take while they are decoded, for each of them. */
  int bytesPerPixel();

  /**
   * The pixels.
   *
   * @throws IOException if the file is damaged
   */
  Picture decode() throws IOException;
}
