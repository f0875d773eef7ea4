package dev.fairlead.bench.model;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Inputs that are the same in each run. */
public final class Inputs {
  private static final int COUNT = 64;
  private static final int SEED = 7;
  private static final double DIGITS = 1_000_000;

  /** [CLS] and [SEP], which a tokenizer puts around a text. */
  private static final int SPECIAL_TOKENS = 2;

  /** Each is one token of BERT's vocabulary. */
  private static final List<String> WORDS =
      List.of(
          ("time year people way day man thing woman life child world school state family student"
                  + " group country problem hand part place case week company system program question"
                  + " work government number night point home water room mother area money story fact")
              .split(" ", -1));

  private Inputs() {}

  /** Texts of that many tokens, all of one length. */
  public static List<Input> texts(int tokens) {
    return texts(IntStream.range(0, COUNT).map(i -> tokens));
  }

  /** Texts from the fewest to the most tokens, evenly spread on a logarithmic scale. */
  public static List<Input> mixedTexts(int fewest, int most) {
    return texts(
        new Random(SEED)
            .ints(COUNT, 0, COUNT)
            .map(
                i ->
                    (int)
                        Math.round(fewest * Math.pow((double) most / fewest, i / (COUNT - 1.0)))));
  }

  private static List<Input> texts(IntStream lengths) {
    var random = new Random(SEED);
    return lengths
        .mapToObj(
            length ->
                random
                    .ints(length - SPECIAL_TOKENS, 0, WORDS.size())
                    .mapToObj(WORDS::get)
                    .collect(Collectors.joining(" ")))
        .<Input>map(Input.Text::new)
        .toList();
  }

  /** Rows of random values. */
  public static List<Input> rows(int count, boolean binary, long... shape) {
    var random = new Random(SEED);
    int size = Math.toIntExact(LongStream.of(shape).reduce(1, Math::multiplyExact));
    return IntStream.range(0, count)
        .<Input>mapToObj(row -> new Input.Floats(shape.clone(), values(random, size), binary))
        .toList();
  }

  /** With six digits, as a client would write them. */
  private static float[] values(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (Math.rint((random.nextDouble() * 2 - 1) * DIGITS) / DIGITS);
    }
    return values;
  }
}
