package dev.fairlead.bench.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Folders with the files of one model each, the same for all servers. */
public final class ModelFolders {
  /** Values of a row of the MLP: about 8 KB of JSON. */
  public static final int MLP_INPUTS = 832;

  /** Rows and columns of an image. */
  public static final int IMAGE_SIZE = 224;

  /** The most tokens of a text: longer ones are cut. */
  public static final int MOST_TOKENS = 512;

  private static final int MLP_HIDDEN = 64;
  private static final int MLP_OUTPUTS = 16;
  private static final String MODEL = "model.onnx";
  private static final String TOKENIZER = "tokenizer.json";

  private ModelFolders() {}

  /**
   * Writes them into {@code folder}: minilm, minilm-int8, mlp, image.
   *
   * @param shipped has folders into which the two versions of all-MiniLM-L6-v2 were unpacked
   */
  public static void write(Path folder, Path shipped) throws IOException {
    Files.write(
        Files.createDirectories(folder.resolve("mlp")).resolve(MODEL),
        OnnxFile.mlp(MLP_INPUTS, MLP_HIDDEN, MLP_OUTPUTS));
    Files.write(
        Files.createDirectories(folder.resolve("image")).resolve(MODEL),
        OnnxFile.channelMeans(IMAGE_SIZE));
    for (String name : List.of("minilm", "minilm-int8")) {
      Path from = shipped.resolve(name);
      Path to = Files.createDirectories(folder.resolve(name));
      Files.copy(from.resolve(MODEL), to.resolve(MODEL), StandardCopyOption.REPLACE_EXISTING);
      Files.write(to.resolve(TOKENIZER), tokenizer(Files.readAllBytes(from.resolve(TOKENIZER))));
      // as fetch marks what it brought
      Files.writeString(
          Files.createDirectories(to.resolve(".fairlead")).resolve("manifest.json"),
          "{\"files\":[]}");
    }
  }

  /** As shipped it fills every text up to 128 tokens and cuts it there. */
  static byte[] tokenizer(byte[] shipped) {
    JsonMapper mapper = JsonMapper.shared();
    ObjectNode tokenizer = (ObjectNode) mapper.readTree(shipped);
    tokenizer.putNull("padding");
    tokenizer
        .putObject("truncation")
        .put("direction", "Right")
        .put("max_length", MOST_TOKENS)
        .put("strategy", "LongestFirst")
        .put("stride", 0);
    return mapper.writeValueAsBytes(tokenizer);
  }
}
