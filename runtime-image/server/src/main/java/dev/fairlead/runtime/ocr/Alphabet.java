package dev.fairlead.runtime.ocr;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;

/**
 * The characters that a recogniser knows. It was trained by connectionist temporal classification
 * (CTC): it gives a probability of each for each step from left to right, and one of a blank, which
 * is between two characters that are the same.
 */
public final class Alphabet {
  private static final int BLANK = 0;

  private final List<String> characters;

  private Alphabet(List<String> characters) {
    this.characters = characters;
  }

  /** Of lines with a character each; a blank comes before them, and a space after them. */
  public static Alphabet of(String lines) {
    return new Alphabet(
        Stream.of(Stream.of(""), lines.lines(), Stream.of(" ")).flatMap(line -> line).toList());
  }

  /** With the blank and the space. */
  public int size() {
    return characters.size();
  }

  /**
   * The most probable character of each step; of one that goes on, the first.
   *
   * @param values for each step {@link #size()} probabilities
   * @param from where those of the first step begin
   */
  public Text decode(FloatBuffer values, int from, int steps) {
    var text = new StringBuilder();
    double sum = 0;
    int count = 0;
    int last = BLANK;
    for (int step = 0; step < steps; step++) {
      int at = from + step * size();
      int best = best(values, at);
      if (best != BLANK && best != last) {
        text.append(characters.get(best));
        sum += values.get(at + best);
        count++;
      }
      last = best;
    }
    return count == 0 ? Text.NONE : new Text(text.toString(), sum / count);
  }

  private int best(FloatBuffer values, int at) {
    int best = 0;
    for (int i = 1; i < size(); i++) {
      if (values.get(at + i) > values.get(at + best)) {
        best = i;
      }
    }
    return best;
  }
}
