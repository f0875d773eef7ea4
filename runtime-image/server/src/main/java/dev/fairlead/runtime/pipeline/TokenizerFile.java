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
    Path file = folder.resolve("tokenizer.json");
    if (!Files.isRegularFile(file)) {
      return new TokenizerFile(maxLength(folder, 0), 0, 0);
    }
    try {
      TokenizerReader tokenizer = TokenizerReader.of(file);
      return new TokenizerFile(
          maxLength(folder, tokenizer.maxLength()), tokenizer.padId(), tokenizer.words());
    } catch (JacksonException e) {
      throw notJson(file, e);
    }
  }

  private static int maxLength(Path folder, int ofTokenizer) throws LoadException {
    int[] said = {
      ofTokenizer,
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
      throw notJson(file, e);
    }
  }

  private static LoadException notJson(Path file, JacksonException e) {
    return new LoadException(
        Reason.ModelInvalid, file.getFileName() + " is not JSON: " + e.getOriginalMessage());
  }
}
