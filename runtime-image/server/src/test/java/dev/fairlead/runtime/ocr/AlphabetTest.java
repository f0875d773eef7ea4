package dev.fairlead.runtime.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class AlphabetTest {
  private static final int BLANK = 0;
  private static final int A = 1;
  private static final int B = 2;
  private static final int SPACE = 3;

  private final Alphabet alphabet = Alphabet.of("a\nb\n");

  @Test
  void aBlankAndASpaceAreAdded() {
    assertThat(alphabet.size()).isEqualTo(4);
    assertThat(Alphabet.of("a\r\n𝄞\n\nc").size()).isEqualTo(6);
  }

  /** A character that goes on counts once, with its first probability. */
  @Test
  void repetitionsAreOneAndBlanksAreNone() {
    FloatBuffer values =
        values(
            step(BLANK, 0.99f),
            step(A, 0.75f),
            step(A, 0.99f),
            step(BLANK, 0.5f),
            step(A, 0.5f),
            step(SPACE, 1),
            step(B, 0.75f));

    Text text = alphabet.decode(values, 0, 7);

    assertThat(text.text()).isEqualTo("aa b");
    assertThat(text.score()).isCloseTo((0.75 + 0.5 + 1 + 0.75) / 4, within(1e-9));
  }

  @Test
  void blanksAloneAreNothing() {
    assertThat(alphabet.decode(values(step(BLANK, 1), step(BLANK, 1)), 0, 2)).isEqualTo(Text.NONE);
  }

  @Test
  void eachLineOfARunHasItsOwnSteps() {
    FloatBuffer values = values(step(A, 1), step(A, 1), step(B, 1), step(A, 1));

    assertThat(alphabet.decode(values, 0, 2).text()).isEqualTo("a");
    assertThat(alphabet.decode(values, 2 * alphabet.size(), 2).text()).isEqualTo("ba");
  }

  /** Sure of one character; the others share the rest. */
  private static float[] step(int character, float probability) {
    var values = new float[SPACE + 1];
    for (int i = 0; i < values.length; i++) {
      values[i] = i == character ? probability : (1 - probability) / SPACE;
    }
    return values;
  }

  private static FloatBuffer values(float[]... steps) {
    FloatBuffer values = FloatBuffer.allocate(steps.length * (SPACE + 1));
    for (float[] step : steps) {
      values.put(step);
    }
    return values.flip();
  }
}
