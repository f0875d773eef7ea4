package dev.fairlead.runtime.xgboost;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What UBJSON is made of: marks, lengths, numbers and texts, big endian. No length goes beyond the
 * end of the file, so that nothing is allocated for what is only claimed.
 */
final class UbjBytes implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final String CUT = "is cut short, or has a wrong length";

  private final SeekableByteChannel file;
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES).flip();

  /** How much of the file is not in the buffer yet. */
  private long unread;

  private UbjBytes(SeekableByteChannel file, long size) {
    this.file = file;
    this.unread = size;
  }

  static UbjBytes open(Path path) throws IOException {
    SeekableByteChannel file = Files.newByteChannel(path);
    return new UbjBytes(file, file.size());
  }

  /** The mark of what follows: mostly a value's type. */
  char mark() throws IOException, Malformed {
    need(1);
    return (char) Byte.toUnsignedInt(bytes.get());
  }

  /** Takes the mark if it is the next one. */
  boolean takes(char mark) throws IOException, Malformed {
    need(1);
    if (bytes.get(bytes.position()) != mark) {
      return false;
    }
    bytes.position(bytes.position() + 1);
    return true;
  }

  /** How many bytes a number of that type has, or true and false, which have none. */
  static int size(char type) throws Malformed {
    return switch (type) {
      case 'T', 'F' -> 0;
      case 'i', 'U', 'C' -> 1;
      case 'I' -> 2;
      case 'l', 'd' -> 4;
      case 'L', 'D' -> 8;
      default -> throw new Malformed("has a value of a wrong kind");
    };
  }

  /** How many numbers of so many bytes are in the buffer; at least one. */
  int ready(int size) throws IOException, Malformed {
    need(size);
    return bytes.remaining() / size;
  }

  /** A whole number of that type. */
  long integer(char type) throws IOException, Malformed {
    need(size(type));
    return switch (type) {
      case 'T' -> 1;
      case 'F' -> 0;
      case 'i', 'C' -> bytes.get();
      case 'U' -> Byte.toUnsignedInt(bytes.get());
      case 'I' -> bytes.getShort();
      case 'l' -> bytes.getInt();
      case 'L' -> bytes.getLong();
      default -> throw new Malformed("has a value that is not a whole number");
    };
  }

  /** Of a text or a list: each of its elements has at least one byte. */
  long length() throws IOException, Malformed {
    if (mark() != 'L') {
      throw new Malformed("has a length that is no number");
    }
    long length = integer('L');
    if (length < 0) {
      throw new Malformed(CUT);
    }
    mustHold(length, 1);
    return length;
  }

  /** Sees to it that the file goes on with so many values of so many bytes. */
  void mustHold(long count, int size) throws Malformed {
    if (count > left() / size) {
      throw new Malformed(CUT);
    }
  }

  /** A text, or a name: byte for byte, so that two are equal if they are so for XGBoost. */
  String text(int most) throws IOException, Malformed {
    long length = length();
    if (length > most) {
      throw new Malformed("has a text of %d bytes: %d are the most".formatted(length, most));
    }
    var text = new byte[(int) length];
    int done = 0;
    while (done < text.length) {
      need(1);
      int part = Math.min(bytes.remaining(), text.length - done);
      bytes.get(text, done, part);
      done += part;
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** Passes over so many bytes. */
  void pass(long count) throws IOException, Malformed {
    mustHold(count, 1);
    int held = (int) Math.min(count, bytes.remaining());
    bytes.position(bytes.position() + held);
    if (count > held) {
      file.position(file.position() + count - held);
      unread -= count - held;
    }
  }

  private long left() {
    return unread + bytes.remaining();
  }

  /** Sees to it that so many bytes are in the buffer; they are no more than fit. */
  private void need(int count) throws IOException, Malformed {
    if (bytes.remaining() >= count) {
      return;
    }
    bytes.compact();
    while (bytes.position() < count) {
      int read = file.read(bytes);
      if (read < 0) {
        throw new Malformed(CUT);
      }
      unread -= read;
    }
    bytes.flip();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
