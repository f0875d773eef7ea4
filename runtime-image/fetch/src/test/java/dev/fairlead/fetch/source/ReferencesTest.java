package dev.fairlead.fetch.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code hf://}, {@code s3://} and {@code djl://}, and where they lead. */
class ReferencesTest {
  @ParameterizedTest
  @CsvSource({
    "hf://o/r, o/r, main, ''",
    "hf://o/r/, o/r, main, ''",
    "hf://o/r@v1.0, o/r, v1.0, ''",
    "hf://o/r@refs/pr/3/onnx/m.onnx, o/r, refs/pr/3, onnx/m.onnx",
    "hf://o/r/onnx/, o/r, main, onnx",
    "hf://o/r@b/a@c/d, o/r, b, a@c/d",
  })
  void ofTheHub(String uri, String repository, String revision, String path) {
    assertThat(HubReference.parse(uri)).contains(new HubReference(repository, revision, path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hf://o", "hf://o/", "hf:///r", "hf://o/r@", "hf://o/r//m", "hf://../r"})
  void noneOfTheHub(String uri) {
    assertThat(HubReference.parse(uri)).isEmpty();
  }

  @Test
  void onlyAWholeCommitStaysWhatItIs() {
    assertThat(new HubReference("o/r", "0123456789".repeat(4), "").isPinned()).isTrue();
    assertThat(new HubReference("o/r", "0123456", "").isPinned()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://bucket",
        "s3://my.bucket/a/b=c/d_e",
        "s3://bucket/a?asOf=2026-01-02T03:04:05Z",
        "s3://bucket?asOf=2026-01-02T03:04:05.678Z"
      })
  void ofS3(String uri) {
    assertThat(S3Reference.parse(uri)).map(S3Reference::toString).contains(uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"s3://", "s3://b", "s3://B-1/a", "s3://bucket/a//b", "s3://bucket?asOf=1"})
  void noneOfS3(String uri) {
    assertThat(S3Reference.parse(uri)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "s3://bucket/a, , , https://bucket.s3.us-east-1.amazonaws.com",
    "s3://bucket/a, , eu-central-1, https://bucket.s3.eu-central-1.amazonaws.com",
    "s3://bucket/a, , cn-north-1, https://bucket.s3.cn-north-1.amazonaws.com.cn",
    "s3://my.bucket/a, , eu-central-1, https://s3.eu-central-1.amazonaws.com/my.bucket",
    "s3://bucket/a, https://s3.test:9000, , https://s3.test:9000/bucket",
    "s3://bucket/a, https://s3.test/store, r, https://s3.test/store/bucket",
  })
  void aBucketHasItsPlace(String uri, String endpoint, String region, String expected) {
    assertThat(
            S3Endpoint.of(
                uri, Optional.ofNullable(endpoint).map(URI::create), Optional.ofNullable(region)))
        .map(S3Endpoint::bucket)
        .contains(URI.create(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "djl://ai.djl.zoo/mlp/0.0.3, ai.djl.zoo, mlp, 0.0.3, ''",
    "djl://ai.djl.pytorch/resnet/0.0.1/traced_resnet18, ai.djl.pytorch, resnet, 0.0.1, traced_resnet18",
    "djl://g/org/all-MiniLM-L6-v2/1, g, org/all-MiniLM-L6-v2, 1, ''",
    "djl://g/a/1/2, g, a/1, 2, ''",
  })
  void ofDjl(String uri, String group, String artifact, String version, String name) {
    assertThat(DjlReference.parse(uri))
        .contains(new DjlReference(group, artifact, version, name))
        .map(DjlReference::toString)
        .contains(uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "djl://ai.djl.zoo",
        "djl://ai.djl.zoo/mlp",
        "djl://ai.djl.zoo/mlp/latest",
        "djl://ai.djl.zoo/mlp/0.0.3/",
        "djl://ai.djl.zoo/mlp/0.0.3/a/b",
        "djl://ai.djl.zoo/../mlp/0.0.3",
        "djl://ai..djl/mlp/0.0.3",
        "djl://ai.djl.zoo/mlp/0.0.3?application=cv",
        "djl:///mlp/0.0.3"
      })
  void noneOfDjl(String uri) {
    assertThat(DjlReference.parse(uri)).isEmpty();
  }

  @Test
  void aGroupIsAFolderForEachOfItsParts() {
    assertThat(new DjlReference("ai.djl.zoo", "mlp", "0.0.3", "").folder("cv/pose_estimation"))
        .isEqualTo("model/cv/pose_estimation/ai/djl/zoo/mlp/");
  }

  @Test
  void theRoleIsWhatTheEnvironmentTells() {
    Map<String, String> told =
        Map.of("AWS_WEB_IDENTITY_TOKEN_FILE", "/token", "AWS_ROLE_ARN", "arn:aws:iam::1:role/r");

    assertThat(AwsRole.of(told, Optional.of("eu-central-1")))
        .map(AwsRole::service)
        .contains(URI.create("https://sts.eu-central-1.amazonaws.com/"));
    assertThat(AwsRole.of(Map.of("AWS_ROLE_ARN", "r"), Optional.empty())).isEmpty();
  }

  @Test
  void pathsAreEncodedByteByByte() {
    assertThat(PercentEncoding.path("a b/ü+=~.onnx")).isEqualTo("a%20b/%C3%BC%2B%3D~.onnx");
    assertThat(PercentEncoding.segment("refs/pr/1")).isEqualTo("refs%2Fpr%2F1");
  }
}
