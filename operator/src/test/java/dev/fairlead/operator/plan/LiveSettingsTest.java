package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.plan.LiveSettings.Share;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveSettingsTest {
  private final ModelDeployment md =
      Scene.of("model: {uri: 'oci://registry.test/models/minilm:1'}").observe().primary();

  @Test
  void whatIsWrittenIsReadAgain() {
    isReadAgain(
        new LiveSettings(
            7,
            new Share(5, "X-User"),
            new LiveSettings.Mirror(10, "0.01"),
            new TreeSet<>(List.of("m-1", "m-2")),
            7));
    isReadAgain(new LiveSettings(8, new Share(100, null), null, new TreeSet<>(), 8));
    isReadAgain(new LiveSettings(9, Share.NONE, null, new TreeSet<>(), 5));
  }

  private void isReadAgain(LiveSettings settings) {
    assertThat(LiveSettings.of(settings.configMap(md))).isEqualTo(settings);
  }

  /** YAML takes some names for something else. */
  @ParameterizedTest
  @ValueSource(strings = {"X-User", "Null", "true", "y"})
  void aHeaderIsATextWhateverItIsCalled(String header) throws Exception {
    var settings = new LiveSettings(7, new Share(5, header), null, new TreeSet<>(), 7);
    String file = settings.configMap(md).getData().get("live.yaml");
    JsonNode read = new ObjectMapper(new YAMLFactory()).readTree(file).at("/share/sticky/header");

    assertThat(read.isTextual()).as("%s", read).isTrue();
    assertThat(read.textValue()).isEqualTo(header);
    isReadAgain(settings);
  }

  /** Else what is read would never be what is wanted. */
  @Test
  void whoHasNoShareHasNoHeader() {
    assertThat(new Share(0, "X-User")).isEqualTo(Share.NONE);
  }
}
