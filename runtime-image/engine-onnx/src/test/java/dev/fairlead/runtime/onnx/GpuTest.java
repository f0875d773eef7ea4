package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ONNX Runtime says of a GPU, and what is made of it. */
class GpuTest {
  private static final String CALL =
      "/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_call.cc:129 bool CudaCall() ";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version ; GPU=0 ; hostname=h ; expr=cudaSetDevice(0); | CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version
          CUDA failure 100: no CUDA-capable device is detected ; GPU=-1 ; hostname=h ; file=/onnxruntime_src/x.cc ; line=1 ; | CUDA failure 100: no CUDA-capable device is detected
          Failed to load library libonnxruntime_providers_cuda.so with error: libcudnn.so.9: cannot open shared object file: No such file or directory | libcudnn.so.9: cannot open shared object file
          """)
  void whyItCannotBeUsedIsTakenFromTheMessage(String said, String cause) {
    var failure = new OrtException(OrtException.OrtErrorCode.ORT_FAIL, CALL + said);

    assertThat(Gpu.isToBlame(failure)).isTrue();
    LoadException told = Gpu.refused(failure);
    assertThat(told.reason()).isEqualTo(Reason.DeviceUnavailable);
    assertThat(told)
        .hasMessageStartingWith("no GPU can be used here (%s): ", cause)
        .hasMessageContaining("nvidia.com/gpu in spec.resources.limits")
        .message()
        .hasLineCount(1)
        .doesNotContain("onnxruntime_src", "hostname");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA failure 2: out of memory ; GPU=0 ; hostname=h ; expr=cudaMalloc(&p, size);",
        "BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size 9"
      })
  void aModelThatDoesNotFitIsNoMissingGpu(String said) {
    var failure = new OrtException(OrtException.OrtErrorCode.ORT_FAIL, CALL + said);

    assertThat(Gpu.isToBlame(failure)).isTrue();
    assertThat(Gpu.refused(failure).reason()).isEqualTo(Reason.OutOfMemory);
  }

  @Test
  void filesThatAreNoModelAreNotTheGpusFault() {
    var failure =
        new OrtException(
            OrtException.OrtErrorCode.ORT_INVALID_PROTOBUF,
            "Load model from /mnt/models/cuda/model.onnx failed:Protobuf parsing failed.");

    assertThat(Gpu.isToBlame(failure)).isFalse();
  }

  @Test
  void aProfileTellsThatNothingRanOnAGpu() throws Exception {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Path profile;
    try (var options = new OrtSession.SessionOptions()) {
      options.enableProfiling(folder.resolve("runs").toString());
      byte[] model = OnnxFiles.unary("Relu", OnnxFiles.FLOAT);
      try (OrtSession session = environment.createSession(model, options);
          OnnxTensor input = OnnxTensor.createTensor(environment, new float[][] {{1, -1}});
          OrtSession.Result result = session.run(Map.of("x", input))) {
        assertThat(result.size()).isEqualTo(1);
        profile = Path.of(session.endProfiling());
      }
    }

    Placement placement = Placement.read(profile);

    assertThat(placement.onGpu()).isZero();
    assertThat(placement.all()).isPositive();
  }

  @Test
  void aProfileTellsHowMuchRanOnAGpu() throws Exception {
    Path profile =
        Files.writeString(
            folder.resolve("runs.json"),
            """
            [
            {"cat" : "Session","name" :"session_initialization","args" : {}},
            {"cat" : "Node","name" :"a_kernel_time","args" : {"provider" : "CUDAExecutionProvider","op_name" : "Conv"}},
            {"cat" : "Node","name" :"b_kernel_time","args" : {"op_name" : "Shape","provider" : "CPUExecutionProvider"}},
            {"cat" : "Node","name" :"c_kernel_time","args" : {"provider" : "CUDAExecutionProvider"}}
            ]
            """);

    assertThat(Placement.read(profile)).isEqualTo(new Placement(2, 3));
  }
}
