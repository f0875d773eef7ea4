package dev.fairlead.runtime.protocol.oip.proto;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** About what a message of {@code ModelInfer} takes as objects beyond its bytes. */
public final class MessageCost {
  /** Of a message inside of it, of a string, or of an entry of a map. */
  private static final int PART = 64;

  private static final int NUMBER = Long.BYTES;

  /** The messages that may hold many parts. */
  private enum Level {
    REQUEST,
    INPUT,
    CONTENTS;

    /** What the field of that number holds, if that is looked into. */
    @Nullable Level in(int field) {
      return field == 5 && this != CONTENTS ? (this == REQUEST ? INPUT : CONTENTS) : null;
    }

    /** Whether the field holds numbers that take fewer bytes on their way. */
    boolean hasNumbers(int field) {
      return this == CONTENTS ? field >= 2 && field <= 5 : this == INPUT && field == 3;
    }
  }

  private long bytes;

  private MessageCost() {}

  /**
   * In bytes, before it is made to objects.
   *
   * @throws IOException if it is no message
   */
  public static long of(InputStream message) throws IOException {
    var cost = new MessageCost();
    cost.read(CodedInputStream.newInstance(message), Level.REQUEST);
    return cost.bytes;
  }

  private void read(CodedInputStream data, Level level) throws IOException {
    for (int tag = data.readTag(); tag != 0; tag = data.readTag()) {
      if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        bytes += NUMBER;
        data.skipField(tag);
        continue;
      }
      int length = data.readRawVarint32();
      int field = WireFormat.getTagFieldNumber(tag);
      Level next = level.in(field);
      bytes += PART;
      if (next != null) {
        int limit = data.pushLimit(length);
        read(data, next);
        data.popLimit(limit);
      } else if (level.hasNumbers(field)) {
        numbers(data, length);
      } else {
        data.skipRawBytes(length);
      }
    }
  }

  /** The last byte of each has no highest bit. */
  private void numbers(CodedInputStream data, int length) throws IOException {
    for (int i = 0; i < length; i++) {
      if (data.readRawByte() >= 0) {
        bytes += NUMBER;
      }
    }
  }
}
