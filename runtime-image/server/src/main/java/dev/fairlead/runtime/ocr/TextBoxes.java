package dev.fairlead.runtime.ocr;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lines of text in the map that a detector by differentiable binarization (DB) gives; the numbers
 * are those of RapidOCR 1.4.
 *
 * @see <a href="https://arxiv.org/abs/1911.08947">Differentiable Binarization</a>
 */
public final class TextBoxes {
  /** More are not looked for: neither the work nor the answer of one picture has no end. */
  static final int MOST = 1_000;

  /** From here on a pixel is text. */
  private static final float TEXT = 0.3f;

  /** The average that a box has to have. */
  private static final double SURE = 0.5;

  /** The detector has learned to find lines that are thinner than they are: how much. */
  private static final double RATIO = 1.6;

  /** In pixels of the map. */
  private static final int LEAST_SIDE = 3;

  private static final int LEAST_GROWN_SIDE = LEAST_SIDE + 2;

  /** In pixels of the picture. */
  private static final int LEAST_PLACED_SIDE = 4;

  private TextBoxes() {}

  /**
   * In the order in which the map has them.
   *
   * @param width of the picture, of which the map is one of another size
   * @param height of the picture
   * @return in whole pixels of the picture, inside it
   */
  public static List<Quad> find(ProbabilityMap map, int width, int height) {
    var components = new Components(map.text(TEXT), map.width(), map.height());
    var boxes = new ArrayList<Quad>();
    Optional<List<Point>> component = components.next();
    while (component.isPresent() && boxes.size() < MOST) {
      box(component.get(), map)
          .map(box -> placed(box, map, width, height))
          .filter(quad -> quad.shorterSide() >= LEAST_PLACED_SIDE)
          .ifPresent(boxes::add);
      component = components.next();
    }
    return boxes;
  }

  private static Optional<Rectangle> box(List<Point> component, ProbabilityMap map) {
    if (component.getLast().y() - component.getFirst().y() < LEAST_SIDE) {
      // what is that flat has no rectangle of that size
      return Optional.empty();
    }
    return Rectangle.around(component)
        .filter(box -> box.shorterSide() >= LEAST_SIDE)
        .filter(box -> map.mean(box.corners()) >= SURE)
        .map(box -> box.grown(RATIO))
        .filter(box -> box.shorterSide() >= LEAST_GROWN_SIDE);
  }

  private static Quad placed(Rectangle box, ProbabilityMap map, int width, int height) {
    return Quad.of(
        box.corners().stream()
            .map(
                corner ->
                    new Point(
                        pixel(corner.x() / map.width(), width),
                        pixel(corner.y() / map.height(), height)))
            .toList());
  }

  private static double pixel(double share, int size) {
    return Math.clamp(Math.rint(share * size), 0.0, size - 1.0);
  }
}
