package dev.fairlead.runtime.xgboost;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * From a file of the <a href="https://ubjson.org/">UBJSON</a> that XGBoost writes and reads: all
 * lengths are of the type {@code L}; lists have a type and a length, a length, or neither.
 *
 * @see <a href="https://github.com/dmlc/xgboost/blob/v3.4.0/src/common/json.cc">UBJReader</a>
 */
final class UbjValues implements Values {
  private static final int DEEPEST = 64;
  private static final int LONGEST_NAME = 1000;
  private static final int LONGEST_TEXT = 1 << 24;

  /** The type of a list whose values have a type each. */
  private static final char MIXED = '\0';

  private static final long UNTIL_BRACKET = -1;

  private final UbjBytes bytes;

  /** Of the list that began last: the type of all its values, and how many they are. */
  private char type;

  private long count;

  private UbjValues(UbjBytes bytes) {
    this.bytes = bytes;
  }

  static UbjValues open(Path path) throws IOException {
    return new UbjValues(UbjBytes.open(path));
  }

  @Override
  public void object(Fields fields) throws IOException, Malformed {
    if (bytes.mark() != '{') {
      throw new Malformed("is not an object");
    }
    var names = new Names();
    while (!bytes.takes('}')) {
      String name = bytes.text(LONGEST_NAME);
      names.add(name);
      try {
        fields.take(name);
      } catch (Malformed e) {
        throw e.within(name);
      }
    }
  }

  @Override
  public void list(Elements elements) throws IOException, Malformed {
    beginList();
    if (type != MIXED) {
      throw new Malformed("is a list of numbers");
    }
    long size = count;
    for (long index = 0; goesOn(size, index); index++) {
      try {
        elements.take(index);
      } catch (Malformed e) {
        throw e.within("[" + index + "]");
      }
    }
  }

  @Override
  public long integers(Integers each) throws IOException, Malformed {
    beginList();
    long index = 0;
    if (type == MIXED) {
      while (goesOn(count, index)) {
        each.take(index, bytes.integer(bytes.mark()));
        index++;
      }
      return index;
    }
    int size = UbjBytes.size(type);
    while (index < count) {
      long end = Math.min(count, index + bytes.ready(size));
      while (index < end) {
        each.take(index, bytes.integer(type));
        index++;
      }
    }
    return index;
  }

  @Override
  public long numbers() throws IOException, Malformed {
    beginList();
    if (type != MIXED) {
      bytes.pass(count * UbjBytes.size(type));
      return count;
    }
    long index = 0;
    while (goesOn(count, index)) {
      bytes.pass(UbjBytes.size(bytes.mark()));
      index++;
    }
    return index;
  }

  @Override
  public String text() throws IOException, Malformed {
    if (bytes.mark() != 'S') {
      throw new Malformed("is not a text");
    }
    return bytes.text(LONGEST_TEXT);
  }

  @Override
  public void texts(Texts each) throws IOException, Malformed {
    pass(each, 0);
  }

  @Override
  public void skip() throws IOException, Malformed {
    pass(null, 0);
  }

  private void pass(@Nullable Texts each, int depth) throws IOException, Malformed {
    if (depth > DEEPEST) {
      throw new Malformed("lies deeper than %d levels".formatted(DEEPEST));
    }
    char mark = bytes.mark();
    switch (mark) {
      case '{' -> {
        while (!bytes.takes('}')) {
          bytes.pass(bytes.length());
          pass(each, depth + 1);
        }
      }
      case '[' -> passList(each, depth);
      case 'S' -> {
        if (each == null) {
          bytes.pass(bytes.length());
        } else {
          each.take(bytes.text(LONGEST_TEXT));
        }
      }
      case 'Z' -> {
        // null: nothing follows
      }
      default -> bytes.pass(UbjBytes.size(mark));
    }
  }

  private void passList(@Nullable Texts each, int depth) throws IOException, Malformed {
    readHeader();
    if (type != MIXED) {
      bytes.pass(count * UbjBytes.size(type));
      return;
    }
    long size = count;
    for (long index = 0; goesOn(size, index); index++) {
      pass(each, depth + 1);
    }
  }

  private void beginList() throws IOException, Malformed {
    if (bytes.mark() != '[') {
      throw new Malformed("is not a list");
    }
    readHeader();
  }

  /** What follows the bracket: {@code $TYPE#LENGTH}, {@code #LENGTH}, or nothing. */
  private void readHeader() throws IOException, Malformed {
    type = MIXED;
    count = UNTIL_BRACKET;
    if (bytes.takes('$')) {
      type = bytes.mark();
      int size = UbjBytes.size(type);
      if (size == 0 || !bytes.takes('#')) {
        throw new Malformed("is a list of a wrong kind");
      }
      count = bytes.length();
      bytes.mustHold(count, size);
    } else if (bytes.takes('#')) {
      count = bytes.length();
    }
  }

  private boolean goesOn(long size, long index) throws IOException, Malformed {
    return size == UNTIL_BRACKET ? !bytes.takes(']') : index < size;
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
