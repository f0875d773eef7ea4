package dev.fairlead.runtime.xgboost;

import java.io.Closeable;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * The values in a file, one after another, JSON or UBJSON. Each method takes the value that comes
 * next, whole, and nothing is kept of it but what the method gives.
 *
 * <p>All throw {@link Malformed} where the file ends too early or another kind of value comes;
 * {@link IOException} where it cannot be read. From JSON, Jackson's unchecked exceptions come too.
 */
interface Values extends Closeable {
  /** XGBoost keeps its parameters as texts. */
  Pattern PARAMETER = Pattern.compile("\\d{1,18}");

  /** What becomes of each field of an object: has to take its value. */
  interface Fields {
    void take(String name) throws IOException, Malformed;
  }

  /** What becomes of each element of a list: has to take it. */
  interface Elements {
    void take(long index) throws IOException, Malformed;
  }

  /** What becomes of each number of a list. */
  interface Integers {
    void take(long index, long value) throws Malformed;
  }

  /** What becomes of each text. */
  interface Texts {
    void take(String text) throws Malformed;
  }

  /** An object, whose names are all different. */
  void object(Fields fields) throws IOException, Malformed;

  /** A list of anything. */
  void list(Elements elements) throws IOException, Malformed;

  /** A list of whole numbers, where true is 1 and false is 0. Returns how many they are. */
  long integers(Integers each) throws IOException, Malformed;

  /** A list of numbers that nobody looks at. Returns how many they are. */
  long numbers() throws IOException, Malformed;

  /** A text. */
  String text() throws IOException, Malformed;

  /** Anything, and the texts in it but names. */
  void texts(Texts each) throws IOException, Malformed;

  /** Anything. */
  void skip() throws IOException, Malformed;

  /** A text that is a whole number of at most 18 digits, without a sign. */
  default long parameter() throws IOException, Malformed {
    String text = text();
    if (!PARAMETER.matcher(text).matches()) {
      throw new Malformed("is not a whole number, or below 0");
    }
    return Long.parseLong(text);
  }
}
