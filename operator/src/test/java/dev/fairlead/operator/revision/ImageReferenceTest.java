package dev.fairlead.operator.revision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
  private static final String DIGEST = "sha256:" + "1".repeat(64);

  @ParameterizedTest
  @CsvSource({
    "registry.test/fairlead/onnx:1, registry.test/fairlead/onnx",
    "registry.test/fairlead/onnx, registry.test/fairlead/onnx",
    "registry.test:5000/onnx:1, registry.test:5000/onnx",
    "registry.test:5000/onnx, registry.test:5000/onnx",
    "localhost/onnx:1, localhost/onnx",
    "nginx, docker.io/library/nginx",
    "nginx:1.27, docker.io/library/nginx",
    "docker.io/nginx:1, docker.io/library/nginx",
    "index.docker.io/nginx:1, docker.io/library/nginx",
    "index.docker.io/vllm/vllm-openai:v1, docker.io/vllm/vllm-openai",
    "docker.io/library/nginx:1, docker.io/library/nginx",
    "vllm/vllm-openai:v1, docker.io/vllm/vllm-openai",
    "docker-pullable://nginx, docker.io/library/nginx",
  })
  void oneRepositoryIsWrittenInOneWay(String reference, String repository) {
    assertThat(ImageReference.repository(reference)).isEqualTo(repository);
    assertThat(ImageReference.repository(reference + "@" + DIGEST)).isEqualTo(repository);
  }

  @ParameterizedTest
  @ValueSource(strings = {"registry.test:5000/onnx:1", "registry.test/onnx", "nginx"})
  void theTagStaysBeforeTheDigest(String reference) {
    String pinned = ImageReference.pinned(reference, DIGEST);

    assertThat(pinned).isEqualTo(reference + "@" + DIGEST);
    assertThat(ImageReference.digest(pinned)).contains(DIGEST);
    assertThat(ImageReference.withoutDigest(pinned)).isEqualTo(reference);
    assertThat(ImageReference.hasDigest(reference)).isFalse();
    assertThat(ImageReference.digest(reference)).isEmpty();
  }

  @Test
  void aDigestOfAnotherKindIsOneAllTheSame() {
    String other = "registry.test/onnx@sha512:" + "1".repeat(128);

    assertThat(ImageReference.hasDigest(other)).isTrue();
    assertThat(ImageReference.digest(other)).isEmpty();
  }
}
