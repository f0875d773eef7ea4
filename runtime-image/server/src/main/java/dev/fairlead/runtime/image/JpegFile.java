package dev.fairlead.runtime.image;

import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/**
 * JPEG, sequential or progressive: <a href="https://www.w3.org/Graphics/JPEG/itu-t81.pdf">T.81</a>.
 *
 * <p>The JDK's decoder gets what pixels are made of, and nothing else: no profile, thumbnail or
 * comment is ever parsed by it, and it converts no colours.
 */
final class JpegFile implements PictureFile {
  private static final int SOF0 = 0xc0;
  private static final int SOF2 = 0xc2;
  private static final int DHT = 0xc4;
  private static final int SOF15 = 0xcf;
  private static final int RST0 = 0xd0;
  private static final int RST7 = 0xd7;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int DQT = 0xdb;
  private static final int DRI = 0xdd;
  private static final int APP0 = 0xe0;
  private static final int APP14 = 0xee;
  private static final int APP15 = 0xef;
  private static final int COMMENT = 0xfe;
  private static final int TEM = 0x01;

  /** Each goes over the whole picture: a few kilobytes of them could keep a worker for minutes. */
  private static final int MOST_SCANS = 64;

  private static final int FRAME = 8;
  private static final int COMPONENT = 3;
  private static final int JFIF_LENGTH = 16;
  private static final int ADOBE_LENGTH = 14;
  private static final int ADOBE_TRANSFORM = 13;

  private final byte[] bytes;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final JpegColors colors = new JpegColors();

  /** Of the next byte to read. */
  private int at = 2;

  private int width;
  private int height;
  private int components;
  private int scans;

  private JpegFile(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Whether the bytes begin like one. */
  static boolean begins(byte[] bytes) {
    return bytes.length >= 3
        && (bytes[0] & 0xff) == 0xff
        && (bytes[1] & 0xff) == 0xd8
        && (bytes[2] & 0xff) == 0xff;
  }

  /**
   * Of bytes that begin like one.
   *
   * @throws BadPictureException if they do not go on like one, or not like one that can be read
   */
  static JpegFile of(byte[] bytes) throws BadPictureException {
    var file = new JpegFile(bytes);
    file.parse();
    return file;
  }

  private void parse() throws BadPictureException {
    kept.write(bytes, 0, at);
    int marker = marker();
    while (marker != EOI) {
      if (marker != TEM && (marker < RST0 || marker > RST7)) {
        segment(marker);
      }
      marker = marker();
    }
    keep(EOI, 0);
    if (width == 0 || scans == 0) {
      throw damaged("there is no picture in it");
    }
  }

  /** The code of the next marker; bytes before it that mean nothing are left out. */
  private int marker() throws BadPictureException {
    while (at < bytes.length) {
      boolean isPrefix = unsigned(at) == 0xff;
      at++;
      if (isPrefix && at < bytes.length && unsigned(at) != 0xff && unsigned(at) != 0) {
        at++;
        return unsigned(at - 1);
      }
    }
    throw cutOff();
  }

  private void segment(int marker) throws BadPictureException {
    int length = at + 2 <= bytes.length ? unsigned16(at) : Integer.MAX_VALUE;
    if (length > bytes.length - at) {
      throw cutOff();
    }
    if (length < 2) {
      throw damaged("a segment has no length");
    }
    switch (marker) {
      case DHT, DQT, DRI -> keep(marker, length);
      case SOS -> scan(length);
      case APP0 -> colors.jfif(length >= JFIF_LENGTH && holds("JFIF\0"));
      case APP14 -> adobe(length);
      default -> {
        if (marker >= SOF0 && marker <= SOF15) {
          frame(marker, length);
        } else if ((marker < APP0 || marker > APP15) && marker != COMMENT) {
          throw damaged("it has a segment that no picture has");
        }
      }
    }
    at += length;
    if (marker == SOS) {
      entropyCoded();
    }
  }

  private void frame(int marker, int length) throws BadPictureException {
    if (marker > SOF2) {
      throw new BadPictureException(
          "is a JPEG without loss, hierarchical or arithmetically coded: write it as baseline or"
              + " progressive");
    }
    if (width != 0) {
      throw damaged("it has two frames");
    }
    if (length < FRAME || length < FRAME + COMPONENT * unsigned(at + 7)) {
      throw damaged("its frame is too short");
    }
    if (unsigned(at + 2) != Byte.SIZE) {
      throw new BadPictureException("is a JPEG of more than 8 bits: write it with 8");
    }
    height = unsigned16(at + 3);
    width = unsigned16(at + 5);
    components = unsigned(at + 7);
    if (width == 0 || height == 0) {
      throw damaged("its frame has no size");
    }
    if (components != 1 && components != 3 && components != 4) {
      throw new BadPictureException(
          "is a JPEG of %d components: grey, colour and CMYK can be read".formatted(components));
    }
    colors.components(components, identifiers());
    keep(marker, length);
  }

  private String identifiers() {
    var identifiers = new StringBuilder();
    for (int i = 0; i < components; i++) {
      identifiers.append((char) unsigned(at + FRAME + COMPONENT * i));
    }
    return identifiers.toString();
  }

  private void adobe(int length) {
    if (length >= ADOBE_LENGTH && holds("Adobe")) {
      colors.adobe(unsigned(at + ADOBE_TRANSFORM));
    }
  }

  private boolean holds(String text) {
    byte[] expected = text.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < expected.length; i++) {
      if (at + 2 + i >= bytes.length || bytes[at + 2 + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }

  private void scan(int length) throws BadPictureException {
    scans++;
    if (scans > MOST_SCANS) {
      throw new BadPictureException(
          "is a JPEG of more than %d scans: write it as baseline".formatted(MOST_SCANS));
    }
    keep(SOS, length);
  }

  /** Up to the next marker that is no restart. */
  private void entropyCoded() throws BadPictureException {
    int start = at;
    while (at + 1 < bytes.length) {
      int next = unsigned(at + 1);
      if (unsigned(at) == 0xff && next != 0 && next != 0xff && (next < RST0 || next > RST7)) {
        kept.write(bytes, start, at - start);
        return;
      }
      at++;
    }
    throw cutOff();
  }

  private void keep(int marker, int length) {
    kept.write(0xff);
    kept.write(marker);
    kept.write(bytes, at, length);
  }

  private int unsigned(int index) {
    return bytes[index] & 0xff;
  }

  private int unsigned16(int index) {
    return (unsigned(index) << Byte.SIZE) | unsigned(index + 1);
  }

  private static BadPictureException cutOff() {
    return new BadPictureException("is a JPEG that is cut off");
  }

  private static BadPictureException damaged(String how) {
    return new BadPictureException("is a damaged JPEG: " + how);
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
    return components;
  }

  @Override
  public Picture decode() throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    try (var input = new ByteInput(kept.toByteArray())) {
      reader.setInput(input, true, true);
      if (reader.readRaster(0, null).getDataBuffer() instanceof DataBufferByte values
          && values.getData().length == width * height * components) {
        colors.toRgb(values.getData());
        return new Picture(width, height, components == 1 ? 1 : 3, values.getData());
      }
      throw new IOException("the decoder found another size");
    } finally {
      reader.dispose();
    }
  }
}
