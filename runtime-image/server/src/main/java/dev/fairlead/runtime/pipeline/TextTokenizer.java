package dev.fairlead.runtime.pipeline;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** From texts to tokens, as many as the model takes. */
final class TextTokenizer implements AutoCloseable {
  /** Of a long text so many characters are read for each token that it may have. */
  private static final int CHARACTERS_READ = 64;

  /** The least that is read of a long text. */
  private static final int LEAST_READ = 1 << 16;

  private final HuggingFaceTokenizer tokenizer;
  private final int maxLength;

  private TextTokenizer(HuggingFaceTokenizer tokenizer, int maxLength) {
    this.tokenizer = tokenizer;
    this.maxLength = maxLength;
  }

  /**
   * Of the file in a model's folder.
   *
   * @param maxLength the most tokens of one text
   * @throws LoadException if it is not there, or cannot be read
   */
  static TextTokenizer of(Path folder, int maxLength) throws LoadException {
    Path file = folder.resolve("tokenizer.json");
    if (!Files.isRegularFile(file)) {
      throw new LoadException(
          Reason.ModelInvalid,
          "tokenizer.json is not there: a model of text needs it beside the model file");
    }
    try {
      return new TextTokenizer(
          HuggingFaceTokenizer.newInstance(
              file,
              Map.of(
                  "truncation",
                  "true",
                  "padding",
                  "false",
                  "maxLength",
                  String.valueOf(maxLength),
                  "modelMaxLength",
                  String.valueOf(maxLength))),
          maxLength);
    } catch (IOException | RuntimeException e) {
      throw new LoadException(
          Reason.ModelInvalid, "tokenizer.json cannot be read: " + e.getMessage());
    }
  }

  /** Of one text; {@code placed}: somebody asks where in it its tokens are. */
  Tokens encode(Request.Text text, boolean placed) {
    return switch (text) {
      case Request.Text.Characters characters -> {
        String part = part(characters.text());
        Encoding encoding = tokenizer.encode(part, true, false);
        yield placed ? Tokens.placed(part, encoding) : Tokens.of(encoding);
      }
      case Request.Text.Pair pair -> {
        Encoding both = tokenizer.encode(part(pair.first()), part(pair.second()), true, false);
        yield new Tokens(both.getIds(), both.getTypeIds());
      }
      case Request.Text.Tokens tokens -> ids(tokens.ids());
    };
  }

  /** Of token ids, as they are. */
  Tokens ids(List<Long> ids) {
    return new Tokens(ids.stream().limit(maxLength).mapToLong(Long::longValue).toArray());
  }

  /**
   * The part of a text in which the tokens are that the model takes: the tokenizer reads all of
   * what it gets before it cuts, and takes many times its room for that.
   */
  private String part(String text) {
    long most = Math.max(LEAST_READ, (long) maxLength * CHARACTERS_READ);
    if (text.length() <= most) {
      return text;
    }
    int end = (int) most;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
