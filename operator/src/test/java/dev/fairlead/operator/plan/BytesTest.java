package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BytesTest {
  @ParameterizedTest
  @CsvSource({
    "1500000000, 1500M",
    "1.5G,       1500M",
    "1000M,      1G",
    "1073741824, 1073741824",
    "1025,       1025",
    "20Gi,       20Gi",
    "0.5Gi,      512Mi",
    "1024Mi,     1Gi",
    "0.5Ki,      512",
    "1000Ki,     1000Ki",
    "1e9,        1e9",
    "1500e6,     1500e6",
    "10e8,       1e9",
    "1500m,      2"
  })
  void aQuantityIsWrittenAsTheApiServerWritesIt(String given, String canonical) {
    assertThat(Bytes.canonical(Quantity.parse(given))).hasToString(canonical);
  }
}
