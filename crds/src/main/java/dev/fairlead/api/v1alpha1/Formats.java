package dev.fairlead.api.v1alpha1;

/**
 * Patterns and CEL fragments that several fields share; compile-time constants, for annotations.
 * CEL strings use {@code [.]} where a pattern needs a dot: one escape less to read.
 */
final class Formats {
  /** Go-style, whole numbers only: {@code 90s}, {@code 10m}, {@code 1h30m}. */
  static final String DURATION = "^([0-9]{1,6}(h|m|s|ms)){1,4}$";

  /** CEL: the string is what Kubernetes takes as the name of most objects (DNS-1123 subdomain). */
  static final String IS_OBJECT_NAME =
      "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$')";

  /** The cure that goes with {@link #IS_OBJECT_NAME}. */
  static final String OBJECT_NAME_CURE =
      " must be the name of an object: lower-case letters, digits, '-' and '.', starting and ending"
          + " with a letter or digit";

  /** CEL: every key of a map is a label or annotation key, {@code [prefix/]name}. */
  static final String KEYS_ARE_QUALIFIED =
      "self.all(k, k.size() <= 317 &&"
          + ""
          + " k.matches('^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$'))";

  /** CEL: every value of a map is a label value. */
  static final String VALUES_ARE_LABELS =
      "self.all(k, self[k].matches('^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$'))";

  /** The longest name of a Kubernetes object. */
  static final int OBJECT_NAME_LENGTH = 253;

  /** The longest value of a label. */
  static final int LABEL_VALUE_LENGTH = 63;

  private Formats() {}
}
