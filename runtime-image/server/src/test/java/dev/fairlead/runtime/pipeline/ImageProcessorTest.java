package dev.fairlead.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.image.Picture;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Beside this, ClientsIT compares pixels with those that Pillow and NumPy make. */
class ImageProcessorTest {
  private static final String AS_IT_IS =
      "\"do_resize\": false, \"do_rescale\": false, \"do_normalize\": false";

  @TempDir Path folder;

  @Test
  void whatIsNotSaidIsAsViTDoesIt() throws Exception {
    ImageProcessor processor = processor("{}");

    assertThat(processor.width()).isEqualTo(224);
    assertThat(processor.height()).isEqualTo(224);
    float[] numbers = write(processor, white(3, 5), true);
    assertThat(numbers).hasSize(3 * 224 * 224).containsOnly(1f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'{\"size\": 64}'; 64; 64",
        "'{\"size\": {\"height\": 48, \"width\": 192}, \"do_center_crop\": null}'; 192; 48",
        "'{\"image_processor_type\": \"DeiTImageProcessor\"}'; 224; 224",
        "'{\"image_processor_type\": \"ConvNextImageProcessor\"}'; 384; 384",
        "'{\"feature_extractor_type\": \"ConvNextFeatureExtractor\", \"size\": 160}'; 160; 160",
        "'{\"image_processor_type\": \"CLIPImageProcessorFast\", \"crop_size\": 96}'; 96; 96",
        "'{\"size\": {\"shortest_edge\": 40}, \"do_center_crop\": true, \"crop_size\": 32}'; 32; 32"
      })
  void allFormsOfASizeAreRead(String file, int width, int height) throws Exception {
    ImageProcessor processor = processor(file);

    assertThat(processor.width()).isEqualTo(width);
    assertThat(processor.height()).isEqualTo(height);
    assertThat(write(processor, white(10, 400), true)).hasSize(3 * width * height);
  }

  @Test
  void numbersComeInTheOrderThatTheModelTakes() throws Exception {
    ImageProcessor processor =
        processor(
            "{%s, \"do_center_crop\": true, \"crop_size\": {\"width\": 2, \"height\": 1}}"
                .formatted(AS_IT_IS));
    var picture = new Picture(2, 1, 3, new byte[] {1, 2, 3, 4, 5, 6});

    assertThat(write(processor, picture, true)).containsExactly(1f, 4f, 2f, 5f, 3f, 6f);
    assertThat(write(processor, picture, false)).containsExactly(1f, 2f, 3f, 4f, 5f, 6f);
  }

  @Test
  void theCentreIsCutOutAndWhatIsMissingIsBlack() throws Exception {
    ImageProcessor processor =
        processor("{%s, \"do_center_crop\": true, \"crop_size\": 3}".formatted(AS_IT_IS));

    // of six the third to fifth would be as good: half of the rest is rounded down
    assertThat(row(processor, 1, 2, 3, 4, 5, 6)).containsExactly(2f, 3f, 4f);
    assertThat(row(processor, 1, 2, 3, 4, 5)).containsExactly(2f, 3f, 4f);
    assertThat(row(processor, 1, 2)).containsExactly(0f, 1f, 2f);
    assertThat(row(processor, 7)).containsExactly(0f, 7f, 0f);
  }

  @Test
  void numbersAreComputedInThirtyTwoBits() throws Exception {
    ImageProcessor processor =
        processor(
            "{\"do_resize\": false, \"do_center_crop\": true, \"crop_size\": 1,"
                + " \"image_mean\": [0.485, 0.456, 0.406], \"image_std\": [0.229, 0.224, 0.225]}");

    float[] numbers = write(processor, new Picture(1, 1, 3, new byte[] {10, 20, 30}), true);
    assertThat(numbers)
        .containsExactly(
            ((float) (10 / 255.0) - 0.485f) / 0.229f,
            ((float) (20 / 255.0) - 0.456f) / 0.224f,
            ((float) (30 / 255.0) - 0.406f) / 0.225f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'{\"image_processor_type\": \"DonutImageProcessor\"}'; 'DonutImageProcessor'",
        "'{\"resample\": 9}'; 'resample'",
        "'{\"do_resize\": \"yes\"}'; 'do_resize'",
        "'{\"size\": {\"longest_edge\": 9}}'; 'size'",
        "'{\"size\": {\"shortest_edge\": 9, \"longest_edge\": 9}}'; 'size'",
        "'{\"size\": 100000}'; 'size'",
        "'{\"size\": {\"shortest_edge\": 40}}'; 'do_center_crop'",
        "'{\"do_center_crop\": true}'; 'crop_size'",
        "'{\"do_pad\": true}'; 'do_pad'",
        "'{\"image_mean\": [1, 2]}'; 'image_mean'",
        "'{\"image_std\": [1, 0, 1]}'; 'image_std'",
        "'{\"rescale_factor\": \"1/255\"}'; 'rescale_factor'",
        "'[]'; 'no object'",
        "'{'; 'not JSON'"
      })
  void whatCannotBeDoneIsNamed(String file, String named) {
    assertThatThrownBy(() -> processor(file))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining(named)
        .hasMessageContaining("preprocessor_config.json");
  }

  private ImageProcessor processor(String file) throws Exception {
    Files.writeString(folder.resolve("preprocessor_config.json"), file);
    return ImageProcessor.of(folder);
  }

  private static float[] write(ImageProcessor processor, Picture picture, boolean channelsFirst) {
    FloatBuffer numbers = FloatBuffer.allocate(processor.size());
    processor.write(picture, numbers, channelsFirst);
    assertThat(numbers.hasRemaining()).isFalse();
    return numbers.array();
  }

  /** The middle row of red, where the picture has one row. */
  private static float[] row(ImageProcessor processor, int... values) {
    var data = new byte[values.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) values[i];
    }
    float[] numbers = write(processor, new Picture(data.length, 1, 1, data), true);
    return Arrays.copyOfRange(numbers, 3, 6);
  }

  private static Picture white(int width, int height) {
    var data = new byte[width * height];
    Arrays.fill(data, (byte) 255);
    return new Picture(width, height, 1, data);
  }
}
