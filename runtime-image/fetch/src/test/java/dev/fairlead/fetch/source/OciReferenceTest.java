package dev.fairlead.fetch.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OciReferenceTest {
  private static final String DIGEST = "sha256:" + "a".repeat(64);

  @ParameterizedTest
  @CsvSource({
    "oci://registry.test/models/mini:1.0, registry.test, models/mini, 1.0",
    "oci://registry.test:5000/mini:latest, registry.test:5000, mini, latest",
    "oci://registry/mini:latest, registry, mini, latest",
    "oci://[fd00::1]:5000/a/b/c__d:x, [fd00::1]:5000, a/b/c__d, x",
    "oci://docker.io/mini:1, registry-1.docker.io, library/mini, 1",
    "oci://docker.io/team/mini:1, registry-1.docker.io, team/mini, 1",
  })
  void hostRepositoryAndTag(String uri, String host, String repository, String tag) {
    OciReference reference = OciReference.parse(uri).orElseThrow();

    assertThat(reference.apiHost()).isEqualTo(host);
    assertThat(reference.apiRepository()).isEqualTo(repository);
    assertThat(reference.tag()).contains(tag);
    assertThat(reference.digest()).isEmpty();
  }

  @Test
  void digestWithOrWithoutATag() {
    OciReference reference = OciReference.parse("oci://r.test/m@" + DIGEST).orElseThrow();

    assertThat(reference.digest()).contains(DIGEST);
    assertThat(reference.tag()).isEmpty();
    assertThat(OciReference.parse("oci://r.test/m:1@" + DIGEST).orElseThrow().tag()).contains("1");
    assertThat(reference.location()).isEqualTo("oci://r.test/m");
  }

  @ParameterizedTest
  @CsvSource({
    "oci://registry.test/mini",
    "oci://registry.test/mini:",
    "oci://registry.test/mini@sha256:abc",
    "oci://registry.test/../mini:1",
    "oci://registry.test//mini:1",
    "oci://registry.test/Mini:1",
    "oci://registry.test/mini:1?x=y",
    "oci://user@registry.test/mini:1",
    "oci:///mini:1",
    "https://registry.test/mini:1",
  })
  void whatIsNoReferenceIsNone(String uri) {
    assertThat(OciReference.parse(uri)).isEqualTo(Optional.empty());
  }
}
