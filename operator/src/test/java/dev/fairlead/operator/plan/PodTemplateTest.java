package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.Scene;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pod template of a new revision, as a whole. */
class PodTemplateTest {
  private static final Path FOLDER = Path.of("src/test/resources/dev/fairlead/operator/plan");
  private static final String UPDATE = "golden.update";

  @ParameterizedTest
  @ValueSource(strings = {"minimal", "everything"})
  void itIsRenderedLikeThis(String name) throws IOException {
    String spec = Files.readString(FOLDER.resolve("pod-template-" + name + ".spec.yaml"));
    Path golden = FOLDER.resolve("pod-template-" + name + ".yaml");
    var settings =
        new PodSettings(
            new RuntimeImages(Scene.IMAGE, Scene.XGBOOST_IMAGE),
            "registry.test/fairlead/fetch:1",
            List.of("site"),
            List.of("plain.test:5000"),
            List.of("mirror.test"));

    PodTemplateSpec template =
        Scene.of(spec).site(site -> new Site(settings, null, true)).plan().target().template();

    String yaml = Serialization.asYaml(template);
    if (Boolean.getBoolean(UPDATE)) {
      Files.writeString(golden, yaml);
    }
    assertThat(Files.readString(golden))
        .as("%s; to accept: ./mvnw -pl operator test -D%s=true", golden, UPDATE)
        .isEqualTo(yaml);
  }

  @ParameterizedTest
  @CsvSource({
    "Auto, " + Scene.IMAGE,
    "ONNX, " + Scene.IMAGE,
    "XGBoost, " + Scene.XGBOOST_IMAGE,
  })
  void theFormatChoosesTheServer(String format, String image) {
    PodTemplateSpec template =
        Scene.of("model: {uri: \"oci://registry.test/m:1\", format: %s}".formatted(format))
            .plan()
            .target()
            .template();

    assertThat(template.getSpec().getContainers())
        .extracting(Container::getImage)
        .containsExactly(image);
  }
}
