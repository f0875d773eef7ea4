package dev.fairlead.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PictureReaderTest {
  private static final int MIB = 1 << 20;

  /** What a JPEG may lose. */
  private static final int LOST = 3;

  private static final int GREY = 0;
  private static final int COLOUR = 2;
  private static final int PALETTE = 3;
  private static final int GREY_ALPHA = 4;
  private static final int COLOUR_ALPHA = 6;

  private final PictureReader reader = new PictureReader(16 * MIB, 224);

  @Test
  void everyKindOfPngIsReadExactly() throws Exception {
    assertThat(pixels(new PngBytes(2, 1, 8, COLOUR).rows(0, 1, 2, 3, 4, 5, 255).end()))
        .isEqualTo("1 2 3, 4 5 255");
    assertThat(pixels(new PngBytes(1, 1, 16, COLOUR).rows(0, 1, 200, 2, 200, 255, 0).end()))
        .isEqualTo("1 2 255");
    assertThat(pixels(new PngBytes(1, 1, 8, COLOUR_ALPHA).rows(0, 9, 8, 7, 0).end()))
        .isEqualTo("9 8 7");
    assertThat(pixels(new PngBytes(2, 1, 8, GREY).rows(0, 7, 9).end())).isEqualTo("7 7 7, 9 9 9");
    assertThat(pixels(new PngBytes(1, 1, 16, GREY).rows(0, 7, 255).end())).isEqualTo("7 7 7");
    assertThat(pixels(new PngBytes(1, 1, 8, GREY_ALPHA).rows(0, 7, 128).end())).isEqualTo("7 7 7");
    assertThat(pixels(new PngBytes(4, 1, 1, GREY).rows(0, 0b1010_0000).end()))
        .isEqualTo("255 255 255, 0 0 0, 255 255 255, 0 0 0");
    assertThat(pixels(new PngBytes(4, 1, 2, GREY).rows(0, 0b0001_1011).end()))
        .isEqualTo("0 0 0, 85 85 85, 170 170 170, 255 255 255");
    byte[] palette = {0, 0, 0, 10, 20, 30};
    assertThat(
            pixels(
                new PngBytes(2, 1, 4, PALETTE)
                    .chunk("PLTE", palette)
                    .chunk("tRNS", (byte) 0, (byte) 0)
                    .rows(0, 0x10)
                    .end()))
        .isEqualTo("10 20 30, 0 0 0");
  }

  @Test
  void aJpegIsReadAsOthersReadIt() throws Exception {
    assertNear(read(jpeg(40, 30, BufferedImage.TYPE_INT_RGB, 0xfa8214)), 250, 130, 20);
    assertNear(read(jpeg(8, 8, BufferedImage.TYPE_BYTE_GRAY, 0x80)), 128, 128, 128);
  }

  @Test
  void whatElseIsInAFileIsNeverLookedAt() throws Exception {
    byte[] jpeg = jpeg(8, 8, BufferedImage.TYPE_INT_RGB, 0xfa8214);
    byte[] profile = "ICC_PROFILE\0\1\1 no profile at all".getBytes(StandardCharsets.US_ASCII);
    var file = new ByteArrayOutputStream();
    file.write(jpeg, 0, 2);
    file.write(new byte[] {(byte) 0xff, (byte) 0xe2, 0, (byte) (profile.length + 2)});
    file.write(profile);
    file.write(jpeg, 2, jpeg.length - 2);
    file.write(new byte[1000]);

    assertThat(read(file.toByteArray()).data()).isEqualTo(read(jpeg).data());

    byte[] text = "Comment\0\0 nothing that unpacks".getBytes(StandardCharsets.US_ASCII);
    assertThat(pixels(new PngBytes(1, 1, 8, COLOUR).chunk("zTXt", text).rows(0, 1, 2, 3).end()))
        .isEqualTo("1 2 3");
  }

  @Test
  void whatIsTooLargeIsRefusedByItsHeader() {
    assertRefused(new PngBytes(60_000, 60_000, 8, COLOUR).rows(0).end(), "60000 × 60000 pixels");
    assertRefused(new PngBytes(Integer.MAX_VALUE, 1, 1, GREY).rows(0).end(), "pixels");
    assertRefused(new PngBytes(100_000, 1, 1, GREY).rows(0).end(), "65535 in a row or column");
    assertRefused(
        new PngBytes(3_000, 2_000, 16, COLOUR_ALPHA).rows(0).end(),
        "64 MiB to read, and this server has 16 MiB");
  }

  @Test
  void whatCannotBeReadIsToldInPlainWords() throws Exception {
    assertRefused("GIF89a".getBytes(StandardCharsets.US_ASCII), "is no JPEG and no PNG file");
    assertRefused(new byte[0], "is no JPEG and no PNG file");
    assertRefused(
        new PngBytes(1, 1, 8, GREY).chunk("acTL", new byte[8]).rows(0, 1).end(), "animated");
    assertRefused(new PngBytes(1, 1, 8, PALETTE).rows(0, 0).end(), "no picture in it");
    assertRefused(new PngBytes(1, 1, 3, GREY).rows(0, 0).end(), "header");
    assertRefused(new PngBytes(8, 8, 8, GREY).rows(0, 0).end(), "damaged");
    byte[] wrong = new PngBytes(1, 1, 8, GREY).rows(0, 1).end();
    wrong[wrong.length - 14]++;
    assertRefused(wrong, "checksum");
    byte[] lossless = jpeg(8, 8, BufferedImage.TYPE_INT_RGB, 0);
    lossless[frame(lossless) + 1] = (byte) 0xc3;
    assertRefused(lossless, "without loss");
  }

  @Test
  void aFileThatIsCutOffIsRefusedWhereverThatIs() throws Exception {
    for (byte[] file :
        new byte[][] {
          jpeg(16, 16, BufferedImage.TYPE_INT_RGB, 0x123456),
          new PngBytes(2, 1, 8, COLOUR).rows(0, 1, 2, 3, 4, 5, 6).end()
        }) {
      for (int length = 0; length < file.length; length++) {
        byte[] part = Arrays.copyOf(file, length);
        assertThatThrownBy(() -> read(part))
            .as("%d of %d bytes", length, file.length)
            .isInstanceOf(BadPictureException.class);
      }
    }
  }

  @Test
  void whateverIsWrongNothingElseIsThrown() throws Exception {
    byte[] png =
        new PngBytes(3, 3, 2, PALETTE).chunk("PLTE", new byte[12]).rows(0, 1, 2, 3, 4, 5).end();
    for (byte[] file : new byte[][] {png, jpeg(24, 24, BufferedImage.TYPE_INT_RGB, 0x123456)}) {
      var random = new Random(1);
      for (int i = 0; i < 3_000; i++) {
        byte[] changed = file.clone();
        for (int change = 0; change <= random.nextInt(4); change++) {
          changed[3 + random.nextInt(changed.length - 3)] = (byte) random.nextInt();
        }
        try {
          assertThat(read(changed).width()).isPositive();
        } catch (BadPictureException e) {
          assertThat(e).hasMessageMatching("(is|has) .*");
        }
      }
    }
  }

  private Picture read(byte[] bytes) throws BadPictureException {
    var read = new AtomicReference<Picture>();
    reader.read(bytes, read::set);
    return read.get();
  }

  private String pixels(byte[] bytes) throws BadPictureException {
    Picture picture = read(bytes);
    var pixels = new StringBuilder();
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        pixels.append(
            "%s%d %d %d"
                .formatted(
                    pixels.isEmpty() ? "" : ", ",
                    picture.value(x, y, 0),
                    picture.value(x, y, 1),
                    picture.value(x, y, 2)));
      }
    }
    return pixels.toString();
  }

  private void assertRefused(byte[] bytes, String message) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(BadPictureException.class)
        .hasMessageContaining(message);
  }

  private static void assertNear(Picture picture, int... colour) {
    for (int channel = 0; channel < 3; channel++) {
      assertThat(picture.value(3, 3, channel))
          .isBetween(colour[channel] - LOST, colour[channel] + LOST);
    }
  }

  /** Of one colour, or of one value where it is grey. */
  private static byte[] jpeg(int width, int height, int type, int colour) throws IOException {
    var image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (type == BufferedImage.TYPE_BYTE_GRAY) {
          image.getRaster().setSample(x, y, 0, colour);
        } else {
          image.setRGB(x, y, colour);
        }
      }
    }
    var out = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", out);
    return out.toByteArray();
  }

  /** Where the marker of the frame is. */
  private static int frame(byte[] jpeg) {
    ByteBuffer bytes = ByteBuffer.wrap(jpeg);
    for (int at = 0; at < jpeg.length - 1; at++) {
      if (bytes.getShort(at) == (short) 0xffc0) {
        return at;
      }
    }
    throw new AssertionError("no frame");
  }
}
