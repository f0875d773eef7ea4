package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a model's files say about its tokens. */
final class TokenizerFile {
  private static final int LONGEST = 512;
  private static final int UNLIMITED = 1_000_000;
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private TokenizerFile() {}

  /** The most tokens of one text: the first of these files that says so, else 512. */
  static int maxLength(Path folder) throws LoadException {
    int[] said = {
      read(folder.resolve("tokenizer.json")).path("truncation").path("max_length").asInt(0),
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

  /** The id that fills shorter texts up; it is masked, so any will do. */
  static long padId(Path folder) throws LoadException {
    return read(folder.resolve("tokenizer.json")).path("padding").path("pad_id").asLong(0);
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
