package dev.fairlead.runtime.image;

/**
 * From a JPEG's components to red, green and blue, as libjpeg and Pillow do it, to the last bit: <a
 * href="https://github.com/libjpeg-turbo/libjpeg-turbo/blob/main/src/jdcolor.c">jdcolor.c</a> and
 * Pillow's conversion of inverted CMYK. Embedded profiles are not applied, as Pillow does not.
 */
final class JpegColors {
  /** Fixed point: round(x * 2^16). */
  private static final int CR_TO_RED = 91_881;

  private static final int CB_TO_BLUE = 116_130;
  private static final int CR_TO_GREEN = 46_802;
  private static final int CB_TO_GREEN = 22_554;
  private static final int BITS = 16;
  private static final int HALF = 1 << (BITS - 1);
  private static final int CENTRE = 128;
  private static final int HALF_OF_BYTE = 128;
  private static final int WHITE = 255;
  private static final int NO_ADOBE = -1;
  private static final int AS_THEY_ARE = 0;

  private boolean jfif;
  private int adobe = NO_ADOBE;
  private int components;
  private String identifiers = "";

  /** A JFIF segment was seen, or one that only looks like it. */
  void jfif(boolean isOne) {
    jfif |= isOne;
  }

  /** Adobe's segment was seen. */
  void adobe(int transform) {
    adobe = transform;
  }

  /** Of the frame. */
  void components(int count, String names) {
    components = count;
    identifiers = names;
  }

  /** In place: of four components three are left, at the front. */
  void toRgb(byte[] data) {
    if (isLuminance()) {
      for (int i = 0; i + components <= data.length; i += components) {
        convert(data, i);
      }
    } else if (components == 4) {
      for (int i = 0; i < data.length; i++) {
        // ink, as the conversion above gives it
        data[i] = i % components == 3 ? data[i] : (byte) (WHITE - (data[i] & 0xff));
      }
    }
    if (components == 4) {
      withoutBlack(data);
    }
  }

  /** Whether the first three components are luminance and two differences. */
  private boolean isLuminance() {
    return switch (components) {
      case 3 -> jfif || (adobe == NO_ADOBE ? !identifiers.equals("RGB") : adobe != AS_THEY_ARE);
      case 4 -> adobe != NO_ADOBE && adobe != AS_THEY_ARE;
      default -> false;
    };
  }

  private static void convert(byte[] data, int at) {
    int y = data[at] & 0xff;
    int cb = (data[at + 1] & 0xff) - CENTRE;
    int cr = (data[at + 2] & 0xff) - CENTRE;
    data[at] = clipped(y + ((CR_TO_RED * cr + HALF) >> BITS));
    data[at + 1] = clipped(y + ((HALF - CB_TO_GREEN * cb - CR_TO_GREEN * cr) >> BITS));
    data[at + 2] = clipped(y + ((CB_TO_BLUE * cb + HALF) >> BITS));
  }

  /** Files hold inks inverted, as Adobe's programs write them: 255 is none. */
  private static void withoutBlack(byte[] data) {
    int to = 0;
    for (int i = 0; i + 3 < data.length; i += 4) {
      int light = data[i + 3] & 0xff;
      for (int c = 0; c < 3; c++) {
        int product = (data[i + c] & 0xff) * light + HALF_OF_BYTE;
        data[to] = clipped(light - (((product >> Byte.SIZE) + product) >> Byte.SIZE));
        to++;
      }
    }
  }

  private static byte clipped(int value) {
    return (byte) Math.clamp(value, 0, WHITE);
  }
}
