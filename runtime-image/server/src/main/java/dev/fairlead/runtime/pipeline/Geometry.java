package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.image.Picture;
import dev.fairlead.runtime.image.Region;
import dev.fairlead.runtime.image.Resampling;
import dev.fairlead.runtime.image.Resizer;

/**
 * How a picture of any size gets the one that the model takes: it is resized, and its centre is cut
 * out.
 *
 * @param width of what is cut out
 * @param height of what is cut out
 */
record Geometry(Target target, int width, int height, Resampling resampling) {
  /** From this size on ConvNeXt's processor cuts nothing out. */
  private static final int WARPED = 384;

  private static final int MOST = 5;

  /** To what a picture is resized. */
  sealed interface Target {}

  /** Whatever its proportions were. */
  record Fixed(int width, int height) implements Target {}

  /** Its shorter side gets that many pixels, and it keeps its proportions. */
  record Shortest(int edge) implements Target {}

  /** It stays as it is. */
  record Same() implements Target {}

  /**
   * The centre of a resized picture.
   *
   * @param picture what of it there is
   * @param x where that begins in what the model takes: above 0 if the picture is too small
   * @param y as {@code x}
   */
  record Centre(Picture picture, int x, int y) {}

  /**
   * As the file says it.
   *
   * @throws LoadException if it does not lead to one size for all pictures
   */
  static Geometry of(PreprocessorFile file) throws LoadException {
    Resampling resampling =
        Resampling.of(file.whole("resample", 0, MOST))
            .orElseThrow(() -> file.wrong("resample", "one of Pillow's numbers"));
    Target target = file.flag("do_resize") ? file.size() : new Same();
    if (file.flag("do_center_crop")) {
      Fixed crop = file.rectangle("crop_size");
      return new Geometry(target, crop.width(), crop.height(), resampling);
    }
    return switch (target) {
      case Fixed all -> new Geometry(all, all.width(), all.height(), resampling);
      case Shortest side when file.has("crop_pct") -> cropped(side, file, resampling);
      default ->
          throw file.wrong(
              "do_center_crop", "true, with a crop_size, where pictures keep their proportions");
    };
  }

  /** As ConvNeXt's processor does it. */
  private static Geometry cropped(Shortest side, PreprocessorFile file, Resampling resampling)
      throws LoadException {
    int edge = side.edge();
    double share = file.number("crop_pct");
    if (share < 0.1 || share > 1) {
      throw file.wrong("crop_pct", "a number from 0.1 to 1");
    }
    Target target = edge < WARPED ? new Shortest((int) (edge / share)) : new Fixed(edge, edge);
    return new Geometry(target, edge, edge, resampling);
  }

  /** Of this picture. */
  Centre centre(Picture source) {
    return switch (target) {
      case Fixed(int wide, int high) -> centre(source, wide, high);
      case Same() -> centre(source, source.width(), source.height());
      case Shortest(int edge) -> {
        boolean isUpright = source.width() <= source.height();
        int shorter = Math.min(source.width(), source.height());
        int longer = Math.max(source.width(), source.height());
        int length = (int) ((double) ((long) edge * longer) / shorter);
        yield isUpright ? centre(source, edge, length) : centre(source, length, edge);
      }
    };
  }

  private Centre centre(Picture source, int wide, int high) {
    // rounded down, also below zero
    int left = Math.floorDiv(wide - width, 2);
    int top = Math.floorDiv(high - height, 2);
    var part =
        new Region(
            Math.max(0, left), Math.max(0, top), Math.min(wide, width), Math.min(high, height));
    return new Centre(
        Resizer.resize(source, wide, high, part, resampling),
        Math.max(0, -left),
        Math.max(0, -top));
  }
}
