package dev.fairlead.runtime.ocr;

/**
 * What was read of a line.
 *
 * @param score the average probability of its characters; 0 where there are none
 */
public record Text(String text, double score) {
  /** Nothing. */
  public static final Text NONE = new Text("", 0);
}
