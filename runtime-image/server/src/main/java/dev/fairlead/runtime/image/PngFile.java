package dev.fairlead.runtime.image;

import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/**
 * PNG: <a href="https://www.w3.org/TR/png-3/">the specification</a>.
 *
 * <p>The JDK's decoder gets the chunks that pixels are made of, and nothing else: no profile and no
 * compressed text is ever parsed by it, and transparency is left out, as Pillow does on the way to
 * RGB.
 */
final class PngFile implements PictureFile {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504c5445;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454e44;
  private static final int ACTL = 0x6163544c;

  /** Length, type and checksum. */
  private static final int AROUND = 12;

  private static final int BEFORE = 8;
  private static final int HEADER = 13;
  private static final int GREY = 0;
  private static final int COLOUR = 2;
  private static final int PALETTE = 3;
  private static final int GREY_ALPHA = 4;
  private static final int COLOUR_ALPHA = 6;

  private final byte[] bytes;
  private final ByteBuffer numbers;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private byte[] palette = {};
  private int width;
  private int height;
  private int depth;
  private int kind;
  private boolean hasData;

  private PngFile(byte[] bytes) {
    this.bytes = bytes;
    this.numbers = ByteBuffer.wrap(bytes);
  }

  /** Whether the bytes begin like one. */
  static boolean begins(byte[] bytes) {
    return bytes.length >= SIGNATURE.length
        && Arrays.equals(bytes, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
  }

  /**
   * Of bytes that begin like one.
   *
   * @throws BadPictureException if they do not go on like one, or not like one that can be read
   */
  static PngFile of(byte[] bytes) throws BadPictureException {
    var file = new PngFile(bytes);
    file.parse();
    return file;
  }

  private void parse() throws BadPictureException {
    kept.write(bytes, 0, SIGNATURE.length);
    int at = SIGNATURE.length;
    int type = 0;
    while (type != IEND) {
      int left = bytes.length - at - AROUND;
      int length = left < 0 ? -1 : numbers.getInt(at);
      if (length < 0 || length > left) {
        throw new BadPictureException("is a PNG that is cut off");
      }
      type = numbers.getInt(at + Integer.BYTES);
      if ((type == IHDR) != (width == 0)) {
        throw damaged("its header is not at its begin");
      }
      chunk(type, at, length);
      at += AROUND + length;
    }
    if (!hasData || (kind == PALETTE && palette.length == 0)) {
      throw damaged("there is no picture in it");
    }
  }

  private void chunk(int type, int at, int length) throws BadPictureException {
    switch (type) {
      case IHDR -> header(at + BEFORE, length);
      case PLTE -> palette = Arrays.copyOfRange(bytes, at + BEFORE, at + BEFORE + length);
      case IDAT -> hasData = true;
      case IEND -> {}
      case ACTL -> throw new BadPictureException("is an animated PNG: send one picture of it");
      default -> {
        return;
      }
    }
    var checksum = new CRC32();
    checksum.update(bytes, at + Integer.BYTES, Integer.BYTES + length);
    if ((int) checksum.getValue() != numbers.getInt(at + BEFORE + length)) {
      throw damaged("a checksum is wrong");
    }
    kept.write(bytes, at, AROUND + length);
  }

  private void header(int at, int length) throws BadPictureException {
    if (length != HEADER) {
      throw damaged("its header has another length");
    }
    width = numbers.getInt(at);
    height = numbers.getInt(at + 4);
    depth = bytes[at + 8];
    kind = bytes[at + 9];
    if (width <= 0 || height <= 0 || !isKnown()) {
      throw damaged("its header is none that a PNG can have");
    }
  }

  private boolean isKnown() {
    return switch (kind) {
      case GREY -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
      case PALETTE -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
      case COLOUR, GREY_ALPHA, COLOUR_ALPHA -> depth == 8 || depth == 16;
      default -> false;
    };
  }

  private static BadPictureException damaged(String how) {
    return new BadPictureException("is a damaged PNG: " + how);
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public int bytesPerPixel() {
    int bands =
        switch (kind) {
          case COLOUR -> 3;
          case GREY_ALPHA -> 2;
          case COLOUR_ALPHA -> 4;
          default -> 1;
        };
    return bands * (depth == Short.SIZE ? Short.BYTES : 1) + channels();
  }

  private int channels() {
    return kind == GREY || kind == GREY_ALPHA ? 1 : 3;
  }

  @Override
  public Picture decode() throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    try (var input = new ByteInput(kept.toByteArray())) {
      reader.setInput(input, true, true);
      return picture(reader.read(0).getRaster());
    } finally {
      reader.dispose();
    }
  }

  private Picture picture(Raster raster) {
    int channels = channels();
    int bands = raster.getNumBands();
    var data = new byte[width * height * channels];
    var row = new int[width * bands];
    int at = 0;
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < channels; channel++) {
          data[at] = (byte) value(row, x * bands, channel);
          at++;
        }
      }
    }
    return new Picture(width, height, channels, data);
  }

  private int value(int[] row, int pixel, int channel) {
    if (kind == PALETTE) {
      int index = row[pixel] * 3 + channel;
      return index < palette.length ? palette[index] : 0;
    }
    int value = row[pixel + channel];
    // of 16 bits the upper half, as Pillow takes it of colours
    return depth == Short.SIZE ? value >> Byte.SIZE : value * 0xff / ((1 << depth) - 1);
  }
}
