package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a model's files say about its tokens.
 *
 * @param maxLength the most tokens of one text: the first file that says so, else 512
 * @param padId fills shorter texts up; it is masked, so any will do
 * @param words of the vocabulary, whose ids are below it; 0 where it is not in a form that is known
 */
record TokenizerFile(int maxLength, long padId, int words) {
  private static final int LONGEST = 512;
  private static final int UNLIMITED = 1_000_000;
  private static final JsonMapper MAPPER = JsonMapper.shared();

  /**
   * Of the files in a model's folder.
   *
   * @throws LoadException if one of them is not JSON
   */
  static TokenizerFile of(Path folder) throws LoadException {
    JsonNode tokenizer = read(folder.resolve("tokenizer.json"));
    return new TokenizerFile(
        maxLength(folder, tokenizer),
        tokenizer.path("padding").path("pad_id").asLong(0),
        words(tokenizer));
  }

  /** As ids by word, or as an array in which the place is the id; further ones may be added. */
  private static int words(JsonNode tokenizer) {
    JsonNode vocabulary = tokenizer.path("model").path("vocab");
    if (vocabulary.isEmpty()) {
      return 0;
    }
    int last =
        vocabulary.isObject()
            ? vocabulary.valueStream().mapToInt(id -> id.asInt(-1)).max().orElse(-1)
            : vocabulary.size() - 1;
    int added =
        tokenizer
            .path("added_tokens")
            .valueStream()
            .mapToInt(token -> token.path("id").asInt(-1))
            .max()
            .orElse(-1);
    return Math.max(last, added) + 1;
  }

  private static int maxLength(Path folder, JsonNode tokenizer) throws LoadException {
    int[] said = {
      tokenizer.path("truncation").path("max_length").asInt(0),
      read(folder.resolve("sentence_bert_config.json")).path("max_seq_length").asInt(0),
      // some say 1e30 for "no limit"
      (int)
          Math.min(
              read(folder.resolve("tokenizer_config.json")).path("model_max_length").asDouble(0),
              UNLIMITED)
    };
    for (int length : said) {
      if (length > 0 && length < UNLIMITED) {
        return length;
      }
    }
    return LONGEST;
  }

  /** That many ids, spread over the vocabulary. */
  List<Long> ids(int count) {
    return LongStream.rangeClosed(1, count).map(i -> i * words / (count + 1)).boxed().toList();
  }

  static JsonNode read(Path file) throws LoadException {
    if (!Files.isRegularFile(file)) {
      return MAPPER.missingNode();
    }
    try {
      return MAPPER.readTree(file.toFile());
    } catch (JacksonException e) {
      throw new LoadException(
          Reason.ModelInvalid, file.getFileName() + " is not JSON: " + e.getOriginalMessage());
    }
  }
}
