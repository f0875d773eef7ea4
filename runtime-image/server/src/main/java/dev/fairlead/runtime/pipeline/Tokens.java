package dev.fairlead.runtime.pipeline;

import ai.djl.huggingface.tokenizers.Encoding;
import org.jspecify.annotations.Nullable;

/** One text as the model takes it. */
final class Tokens {
  private final long[] ids;
  private final String text;
  private final @Nullable Encoding encoding;

  /** Of characters. */
  Tokens(String text, Encoding encoding) {
    this.ids = encoding.getIds();
    this.text = text;
    this.encoding = encoding;
  }

  /** Of ids alone. */
  Tokens(long[] ids) {
    this.ids = ids.clone();
    this.text = "";
    this.encoding = null;
  }

  /** With those of special tokens. */
  long[] ids() {
    return ids;
  }

  int count() {
    return ids.length;
  }

  /** Empty where only ids came. */
  String text() {
    return text;
  }

  /** Where in the text each token is; null where only ids came. */
  @Nullable Encoding encoding() {
    return encoding;
  }
}
