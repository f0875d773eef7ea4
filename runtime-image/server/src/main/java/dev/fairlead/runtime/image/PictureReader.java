package dev.fairlead.runtime.image;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/**
 * Reads JPEG and PNG. Bytes that were made to hurt do not get far: what a picture will take is
 * known from its header, and all that are read at the same time share an amount of memory.
 */
public final class PictureReader {
  private static final int MOST_PIXELS = 50_000_000;

  /** What a JPEG can say; a PNG can say more. */
  private static final int LONGEST_SIDE = 65_535;

  /** Of the heap: the rest is for bodies, and for the server. */
  private static final int SHARE = 3;

  private static final int MIB = 1 << 20;

  private final int memory;
  private final int columns;
  private final Semaphore free;

  /**
   * One for all threads.
   *
   * @param memory in bytes, of all pictures that are read at the same time
   * @param columns to how many a picture will be made smaller
   */
  public PictureReader(long memory, int columns) {
    this.memory = (int) Math.min(memory, Integer.MAX_VALUE);
    this.columns = columns;
    this.free = new Semaphore(this.memory, true);
    // the first one loads what all need, native libraries included
    ImageIO.getImageReadersByFormatName("jpeg").next().dispose();
    ImageIO.getImageReadersByFormatName("png").next().dispose();
  }

  /** With the share of the heap that this process can spare. */
  public static PictureReader ofHeap(int columns) {
    return new PictureReader(Runtime.getRuntime().maxMemory() / SHARE, columns);
  }

  /**
   * Reads one; what it takes is held until {@code use} returns.
   *
   * @throws BadPictureException if the bytes are no picture, a damaged one or one that is too large
   */
  public void read(byte[] bytes, Consumer<Picture> use) throws BadPictureException {
    PictureFile file = open(bytes);
    int needed = memory(file, bytes.length);
    free.acquireUninterruptibly(needed);
    try {
      use.accept(decoded(file));
    } finally {
      free.release(needed);
    }
  }

  private static PictureFile open(byte[] bytes) throws BadPictureException {
    if (JpegFile.begins(bytes)) {
      return JpegFile.of(bytes);
    }
    if (PngFile.begins(bytes)) {
      return PngFile.of(bytes);
    }
    throw new BadPictureException("is no JPEG and no PNG file");
  }

  private int memory(PictureFile file, int length) throws BadPictureException {
    long pixels = (long) file.width() * file.height();
    if (pixels > MOST_PIXELS || Math.max(file.width(), file.height()) > LONGEST_SIDE) {
      throw new BadPictureException(
          "has %d × %d pixels: at most %d million are read, of %d in a row or column; make it smaller"
              .formatted(file.width(), file.height(), MOST_PIXELS / 1_000_000, LONGEST_SIDE));
    }
    // the file is copied up to three times, and what is half resized has its rows still
    long needed = pixels * file.bytesPerPixel() + 3L * length + 3L * columns * file.height();
    if (needed > memory) {
      throw new BadPictureException(
          "has %d × %d pixels, which take %d MiB to read, and this server has %d MiB for pictures: make it smaller, or raise spec.resources.limits.memory"
              .formatted(file.width(), file.height(), needed / MIB, memory / MIB));
    }
    return (int) needed;
  }

  private static Picture decoded(PictureFile file) throws BadPictureException {
    try {
      return file.decode();
    } catch (IOException | RuntimeException e) {
      // the decoders tell damage in either way, in words that are not for clients
      throw new BadPictureException("is damaged: its pixels cannot be read");
    }
  }
}
