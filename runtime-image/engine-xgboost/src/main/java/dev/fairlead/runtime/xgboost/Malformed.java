package dev.fairlead.runtime.xgboost;

import java.util.regex.Pattern;

/** What is wrong with a model's file, and in which of its fields. */
final class Malformed extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_PATH = 100;

  /** What says nothing: all that matters of a model is below it. */
  private static final Pattern ABOVE =
      Pattern.compile("^learner\\.gradient_booster\\.(gbtree\\.)?model\\.");

  private static final Pattern STRANGE = Pattern.compile("[^\\w.\\[\\]]");

  private final String path;
  private final String what;

  /** Of the value that is being read; {@code what} goes on after its name. */
  Malformed(String what) {
    this("", what);
  }

  /** Of what lies at that path below the value that is being read. */
  Malformed(String path, String what) {
    super(path.isEmpty() ? "it " + what : shown(path) + " " + what);
    this.path = path;
    this.what = what;
  }

  /** The same, seen from one level up: {@code outer} is a field's name, or {@code [index]}. */
  Malformed within(String outer) {
    String join = path.isEmpty() || path.startsWith("[") ? "" : ".";
    return new Malformed(outer + join + path, what);
  }

  /** Names of fields come from the file. */
  private static String shown(String path) {
    String plain = STRANGE.matcher(ABOVE.matcher(path).replaceFirst("")).replaceAll("?");
    return plain.length() <= LONGEST_PATH ? plain : plain.substring(0, LONGEST_PATH) + "…";
  }
}
