package dev.fairlead.runtime.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Models of text with words of their own. */
final class TextFiles {
  private TextFiles() {}

  /** The token of a word is its place, after those for padding and for any other word. */
  static void write(Path folder, List<String> words, byte[] onnx, String config)
      throws IOException {
    Files.write(folder.resolve("model.onnx"), onnx);
    Files.writeString(folder.resolve("config.json"), config);
    String vocabulary =
        words.stream()
            .map(word -> ", \"%s\": %d".formatted(word, words.indexOf(word) + 2))
            .collect(Collectors.joining());
    Files.writeString(
        folder.resolve("tokenizer.json"),
        """
        {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
         "normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "WhitespaceSplit"},
         "post_processor": null, "decoder": null,
         "model": {"type": "WordLevel", "unk_token": "[UNK]", "vocab": {"[PAD]": 0, "[UNK]": 1%s}}}
        """
            .formatted(vocabulary));
  }
}
