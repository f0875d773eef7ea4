package dev.fairlead.bench.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import java.nio.FloatBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OnnxFileTest {
  private static float[][] run(byte[] model, float[] values, long... shape) throws Exception {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (var session = environment.createSession(model);
        var x = OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
        var result = session.run(Map.of("x", x))) {
      return (float[][]) result.get(0).getValue();
    }
  }

  @Test
  void theMlpTakesRows() throws Exception {
    byte[] model = OnnxFile.mlp(5, 4, 3);

    float[][] y = run(model, new float[] {1, 2, 3, 4, 5, 1, 2, 3, 4, 5}, 2, 5);

    assertThat(y).hasNumberOfRows(2);
    assertThat(y[0]).hasSize(3).containsExactly(y[1]);
  }

  @Test
  void eachChannelHasItsMean() throws Exception {
    float[] image = {1, 3, 1, 3, 10, 10, 10, 10, 0, 0, 0, 8};

    assertThat(run(OnnxFile.channelMeans(2), image, 1, 3, 2, 2)[0]).containsExactly(2, 10, 2);
  }
}
