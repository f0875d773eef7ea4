package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.image.BadPictureException;
import dev.fairlead.runtime.image.Picture;
import dev.fairlead.runtime.image.PictureReader;
import dev.fairlead.runtime.image.Region;
import dev.fairlead.runtime.image.Resampling;
import dev.fairlead.runtime.image.Resizer;
import java.util.ArrayList;

/**
 * A picture in which text is looked for.
 *
 * @param picture not larger than the detector takes it
 * @param columns of the picture that was sent, for each of this one
 * @param rows of the picture that was sent, for each of this one
 */
record Page(Picture picture, double columns, double rows) {
  /**
   * Of a file. The picture in its own size is gone when this returns.
   *
   * @throws BadPictureException if it is no picture, a damaged one or one that is too large
   */
  static Page read(byte[] file, PictureReader reader) throws BadPictureException {
    var pages = new ArrayList<Page>();
    reader.read(file, picture -> pages.add(of(picture)));
    return pages.getFirst();
  }

  private static Page of(Picture sent) {
    double scale = (double) TextDetector.LONGEST / Math.max(sent.width(), sent.height());
    if (scale >= 1) {
      return new Page(sent, 1, 1);
    }
    int width = (int) Math.max(1, Math.rint(sent.width() * scale));
    int height = (int) Math.max(1, Math.rint(sent.height() * scale));
    return new Page(
        Resizer.resize(sent, width, height, new Region(0, 0, width, height), Resampling.BILINEAR),
        (double) sent.width() / width,
        (double) sent.height() / height);
  }
}
