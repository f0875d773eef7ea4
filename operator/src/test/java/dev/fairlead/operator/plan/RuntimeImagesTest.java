package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.Scene;
import dev.fairlead.operator.revision.Declared;
import dev.fairlead.operator.revision.Revision;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether an operator has a newer default image for what an earlier one recorded. */
class RuntimeImagesTest {
  private static final RuntimeImages TODAY =
      new RuntimeImages("onnx:2", "xgboost:2", "pytorch:2", "cuda:2");
  private static final String GPU = "resources: {limits: {nvidia.com/gpu: 1}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {model: {uri: 'oci://h.test/m:1'}}                       | onnx:2
          {model: {uri: 'oci://h.test/m:1', format: Auto}}         | onnx:2
          {model: {uri: 'oci://h.test/m:1', format: ONNX}}         | onnx:2
          {model: {uri: 'oci://h.test/m:1', format: XGBoost}}      | xgboost:2
          {model: {uri: 'oci://h.test/m:1', format: TorchScript}}  | pytorch:2
          {model: {uri: 'oci://h.test/m:1'}, resources: {limits: {nvidia.com/gpu: 1}}} | cuda:2
          """)
  void itIsTheOneForTheSameServer(String spec, String newer) {
    assertThat(TODAY.newerThan(revision(spec, "older:1"))).isEqualTo(newer);
    assertThat(TODAY.newerThan(revision(spec, newer))).as("it has that").isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{model: {uri: 'oci://h.test/m:1'}, runtime: {image: 'older:1'}}",
        "{model: {uri: 'oci://h.test/m:1'}, runtime: {image: 'older:1', custom: {}}}"
      })
  void whoChoseAnImageKeepsIt(String spec) {
    assertThat(TODAY.newerThan(revision(spec, "older:1"))).isNull();
  }

  @Test
  void anOperatorWithoutAServerForGpusHasNoneForThem() {
    var withoutGpus = new RuntimeImages("onnx:2", "xgboost:2", "pytorch:2", null);
    String spec = "model: {uri: 'oci://h.test/m:1'}\n" + GPU;
    assertThat(withoutGpus.newerThan(revision(spec, "cuda:1"))).isNull();
  }

  @Test
  void ofALostRecordNobodyKnowsWhoChoseTheImage() {
    assertThat(TODAY.newerThan(revision(Declared.unknown(), "older:1"))).isNull();
  }

  private static Revision revision(String spec, String image) {
    return revision(Declared.of(Scene.spec(spec)), image);
  }

  private static Revision revision(Declared declared, String image) {
    return new Revision("m-1", 1, declared, image, null, false, new PodTemplateSpec(), null);
  }
}
