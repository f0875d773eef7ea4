package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code preprocessor_config.json}, as Hugging Face's transformers write it. What it leaves out, or
 * says is null, is as in the constructor of the image processor that it names, of those in {@code
 * image-processors.json}; without a name it is ViT's.
 */
final class PreprocessorFile {
  static final String NAME = "preprocessor_config.json";
  private static final String OTHERWISE = "ViTImageProcessor";
  private static final int LONGEST_SIDE = 8_192;

  /** What changes pixels in ways that nobody has needed here yet. */
  private static final List<String> NOT_DONE =
      List.of("do_pad", "do_flip_channel_order", "do_thumbnail", "rescale_offset");

  private final JsonNode file;
  private final JsonNode type;
  private final JsonNode all;

  private PreprocessorFile(JsonNode file, JsonNode type, JsonNode all) {
    this.file = file;
    this.type = type;
    this.all = all;
  }

  /** Whether there is one. */
  static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(NAME));
  }

  /**
   * The one in a model's folder.
   *
   * @throws LoadException if it is not there, not JSON, or of a processor that is not known
   */
  static PreprocessorFile of(Path folder) throws LoadException {
    JsonNode file = TokenizerFile.read(folder.resolve(NAME));
    if (!file.isObject()) {
      throw new LoadException(
          Reason.ModelInvalid,
          NAME + " is not there, or no object: a model of images needs it beside the model file");
    }
    JsonNode known = known();
    String name =
        file.path("image_processor_type")
            .asString(file.path("feature_extractor_type").asString(OTHERWISE))
            .replace("FeatureExtractor", "ImageProcessor")
            .replace("ProcessorFast", "Processor");
    if (!known.path(name).isObject()) {
      var names = new TreeSet<>(known.propertyNames());
      names.remove("");
      throw new LoadException(
          Reason.FormatNotSupported,
          "%s names the image processor '%s', known are %s: set spec.model.task to Tensor, and send pixels"
              .formatted(NAME, name, names));
    }
    var preprocessor = new PreprocessorFile(file, known.path(name), known.path(""));
    for (String key : NOT_DONE) {
      if (preprocessor.has(key) && preprocessor.flag(key)) {
        throw preprocessor.wrong(key, "false");
      }
    }
    return preprocessor;
  }

  private static JsonNode known() {
    try (InputStream in = PreprocessorFile.class.getResourceAsStream("image-processors.json")) {
      return JsonMapper.shared()
          .readTree(Objects.requireNonNull(in, "image-processors.json is part of the jar"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode value(String key) {
    for (JsonNode node : List.of(file, type, all)) {
      if (!node.path(key).isMissingNode() && !node.path(key).isNull()) {
        return node.path(key);
      }
    }
    return file.path(key);
  }

  /** Whether there is a value, or one is known where the file has none. */
  boolean has(String key) {
    return !value(key).isMissingNode() && !value(key).isNull();
  }

  boolean flag(String key) throws LoadException {
    if (!value(key).isBoolean()) {
      throw wrong(key, "true or false");
    }
    return value(key).booleanValue();
  }

  double number(String key) throws LoadException {
    return number(value(key), key);
  }

  private double number(JsonNode value, String key) throws LoadException {
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw wrong(key, "a number");
    }
    return value.doubleValue();
  }

  int whole(String key, int least, int most) throws LoadException {
    return whole(value(key), key, least, most);
  }

  private int whole(JsonNode value, String key, int least, int most) throws LoadException {
    double number = value.isIntegralNumber() ? value.doubleValue() : Double.NaN;
    if (number >= least && number <= most) {
      return (int) number;
    }
    throw wrong(key, "a whole number from %d to %d".formatted(least, most));
  }

  /** One number for each of red, green and blue; a single one is for all. */
  List<Double> colours(String key) throws LoadException {
    JsonNode value = value(key);
    var numbers = new ArrayList<Double>();
    for (int i = 0; i < 3; i++) {
      numbers.add(number(value.isArray() ? value.path(i) : value, key));
    }
    if (value.isArray() && value.size() != 3) {
      throw wrong(key, "three numbers");
    }
    return numbers;
  }

  /** In any of the forms that a size has had. */
  Geometry.Target size() throws LoadException {
    JsonNode size = value("size");
    if (size.path("shortest_edge").isNumber() && size.path("longest_edge").isMissingNode()) {
      return new Geometry.Shortest(side(size.path("shortest_edge"), "size.shortest_edge"));
    }
    return size.isNumber() && !flag("default_to_square")
        ? new Geometry.Shortest(side(size, "size"))
        : rectangle("size");
  }

  /** Of width and height, or of one number for both. */
  Geometry.Fixed rectangle(String key) throws LoadException {
    JsonNode size = value(key);
    if (size.isNumber()) {
      int side = side(size, key);
      return new Geometry.Fixed(side, side);
    }
    if (!size.path("width").isNumber() || !size.path("height").isNumber()) {
      throw wrong(key, "a number, or have height and width, or size only shortest_edge");
    }
    return new Geometry.Fixed(
        side(size.path("width"), key + ".width"), side(size.path("height"), key + ".height"));
  }

  private int side(JsonNode value, String key) throws LoadException {
    return whole(value, key, 1, LONGEST_SIDE);
  }

  /** About a value that cannot be used. */
  LoadException wrong(String key, String expected) {
    return new LoadException(
        Reason.FormatNotSupported,
        "'%s' in %s must be %s: correct it, or set spec.model.task to Tensor and send pixels"
            .formatted(key, NAME, expected));
  }
}
