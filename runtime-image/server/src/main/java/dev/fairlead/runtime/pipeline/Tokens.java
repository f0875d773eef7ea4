package dev.fairlead.runtime.pipeline;

import ai.djl.huggingface.tokenizers.Encoding;
import org.jspecify.annotations.Nullable;

/** One text as the model takes it. */
final class Tokens {
  private final long[] ids;

  /** Of each token, to which of two texts it belongs; empty for one text. */
  private final long[] types;

  private final String text;
  private final @Nullable Encoding encoding;

  /** Of characters. */
  Tokens(String text, Encoding encoding) {
    this.ids = encoding.getIds();
    this.types = new long[0];
    this.text = text;
    this.encoding = encoding;
  }

  /** Of ids alone. */
  Tokens(long[] ids) {
    this(ids, new long[0]);
  }

  /**
   * Of two texts.
   *
   * @param types to which of them each token belongs
   */
  Tokens(long[] ids, long[] types) {
    this.ids = ids.clone();
    this.types = types.clone();
    this.text = "";
    this.encoding = null;
  }

  /** With those of special tokens. */
  long[] ids() {
    return ids;
  }

  /** To which of two texts a token belongs; 0 where there is one. */
  long type(int token) {
    return token < types.length ? types[token] : 0;
  }

  int count() {
    return ids.length;
  }

  /** Empty where only ids came, or two texts. */
  String text() {
    return text;
  }

  /** Where in the text each token is; null where only ids came, or two texts. */
  @Nullable Encoding encoding() {
    return encoding;
  }
}
