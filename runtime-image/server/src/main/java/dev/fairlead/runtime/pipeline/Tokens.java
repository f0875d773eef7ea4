package dev.fairlead.runtime.pipeline;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.jni.CharSpan;

/**
 * One text as the model takes it. Of what the tokenizer says only that is kept which somebody asks
 * for: the rest is many times as much, and a request may have a million tokens.
 */
final class Tokens {
  private static final int[] NONE = {};

  private final int[] ids;

  /** Of each token, to which of two texts it belongs; empty for one text. */
  private final int[] types;

  private final String text;

  /** Of each token, where in the text it begins and ends; empty where nobody asks for it. */
  private final int[] places;

  private Tokens(int[] ids, int[] types, String text, int[] places) {
    this.ids = ids;
    this.types = types;
    this.text = text;
    this.places = places;
  }

  /** Of characters. */
  static Tokens of(Encoding encoding) {
    return new Tokens(ints(encoding.getIds()), NONE, "", NONE);
  }

  /** Of characters, with the place of each token among them. */
  static Tokens placed(String text, Encoding encoding) {
    CharSpan[] spans = encoding.getCharTokenSpans();
    long[] special = encoding.getSpecialTokenMask();
    var places = new int[2 * spans.length];
    for (int token = 0; token < spans.length; token++) {
      boolean isText = special[token] == 0 && spans[token] != null;
      places[2 * token] = isText ? spans[token].getStart() : -1;
      places[2 * token + 1] = isText ? spans[token].getEnd() : -1;
    }
    return new Tokens(ints(encoding.getIds()), NONE, text, places);
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
    this(ints(ids), ints(types), "", NONE);
  }

  /** No vocabulary has more words. */
  private static int[] ints(long[] ids) {
    var ints = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      ints[i] = Math.toIntExact(ids[i]);
    }
    return ints;
  }

  /** With those of special tokens. */
  int[] ids() {
    return ids;
  }

  /** To which of two texts a token belongs; 0 where there is one. */
  long type(int token) {
    return token < types.length ? types[token] : 0;
  }

  int count() {
    return ids.length;
  }

  /** Empty where nobody asks for the places of tokens. */
  String text() {
    return text;
  }

  /** Whether it is known which part of the text a token is; those that are added are none. */
  boolean isPlaced(int token) {
    return 2 * token < places.length && places[2 * token] >= 0;
  }

  /** Of one that is placed, its first code point. */
  int start(int token) {
    return places[2 * token];
  }

  /** Of one that is placed, the code point behind it. */
  int end(int token) {
    return places[2 * token + 1];
  }
}
