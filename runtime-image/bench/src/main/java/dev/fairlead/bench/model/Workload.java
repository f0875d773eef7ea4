package dev.fairlead.bench.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A model and what it is asked. */
public enum Workload {
  /** Embeddings of texts of one length. */
  MINILM("minilm", "minilm", "MiniLM, texts of 16 tokens"),
  /** The same with the model quantised to int8, with scales that each run finds for itself. */
  INT8("int8", "minilm-int8", "MiniLM in dynamic int8, texts of 16 tokens"),
  /** The same with its graph fused, and scales that stay the same, so that texts may share runs. */
  STATIC("static", "minilm-static", "MiniLM in static int8, texts of 16 tokens"),
  /** Embeddings of texts of many lengths. */
  MIXED("mixed", "minilm", "MiniLM, texts of 8 to 256 tokens"),
  /** A model that takes next to no time, asked by JSON. */
  MLP("mlp", "mlp", "MLP, 8 KB of JSON"),
  /** The same, asked by bytes where a server knows them. */
  MLP_BINARY("mlp", "mlp", "MLP, 3 KB binary"),
  /** A large tensor. */
  IMAGE("image", "image", "Tensor 1x3x224x224 FP32, binary");

  private static final int TOKENS = 16;
  private static final int FEWEST_TOKENS = 8;
  private static final int LONG_TOKENS = 256;
  private static final int ROWS = 16;
  private static final int IMAGES = 4;

  private final String option;
  private final String folder;
  private final String title;

  Workload(String option, String folder, String title) {
    this.option = option;
    this.folder = folder;
    this.title = title;
  }

  /**
   * Those with one of these options, in their order.
   *
   * @throws IllegalArgumentException if an option belongs to none
   */
  public static List<Workload> of(List<String> options) {
    Set<String> known = Arrays.stream(values()).map(Workload::option).collect(Collectors.toSet());
    for (String option : options) {
      if (!known.contains(option)) {
        throw new IllegalArgumentException(
            "there is no workload "
                + option
                + ": they are minilm, int8, static, mixed, mlp, image");
      }
    }
    return Arrays.stream(values()).filter(w -> options.contains(w.option)).toList();
  }

  /** By which it is asked for on the command line, and made known to peers. */
  public String option() {
    return option;
  }

  /** Its own name, for files: an option may stand for more than one. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Name of the folder of its model. */
  public String folder() {
    return folder;
  }

  /** For a report. */
  public String title() {
    return title;
  }

  /** Whether the model takes text. */
  public boolean isText() {
    return this == MINILM || this == INT8 || this == STATIC || this == MIXED;
  }

  /** What is asked, in turns. */
  public List<Input> inputs() {
    return switch (this) {
      case MINILM, INT8, STATIC -> Inputs.texts(TOKENS);
      case MIXED -> Inputs.mixedTexts(FEWEST_TOKENS, LONG_TOKENS);
      case MLP -> Inputs.rows(ROWS, false, 1, ModelFolders.MLP_INPUTS);
      case MLP_BINARY -> Inputs.rows(ROWS, true, 1, ModelFolders.MLP_INPUTS);
      case IMAGE ->
          Inputs.rows(IMAGES, true, 1, 3, ModelFolders.IMAGE_SIZE, ModelFolders.IMAGE_SIZE);
    };
  }
}
