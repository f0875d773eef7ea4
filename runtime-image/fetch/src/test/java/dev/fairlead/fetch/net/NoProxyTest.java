package dev.fairlead.fetch.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoProxyTest {
  @ParameterizedTest
  @CsvSource({
    "example.com, example.com, 443, true",
    "example.com, EXAMPLE.com., 443, true",
    "example.com, models.example.com, 443, true",
    "example.com, notexample.com, 443, false",
    "example.com, example.com.evil.test, 443, false",
    ".svc, minio.storage.svc, 9000, true",
    "*.svc, minio.storage.svc, 9000, true",
    ".svc, svc.example.com, 443, false",
    "r.test:5000, r.test, 5000, true",
    "r.test:5000, r.test, 443, false",
    "10.0.0.0/8, 10.1.2.3, 443, true",
    "10.0.0.0/8, 11.1.2.3, 443, false",
    "10.0.0.0/8, ten.example.com, 443, false",
    "10.1.2.3, 10.1.2.3, 443, true",
    "10.1.2.3, 10.1.2.30, 443, false",
    "fd00::/8, [fd12::1], 443, true",
    "fd12::1, [fd12::1], 443, true",
    "[fd12::1]:5000, [fd12::1], 5000, true",
    "[fd12::1]:5000, [fd12::1], 443, false",
    "*, anything.test, 443, true",
  })
  void coversHostsAndWhatIsBelowThem(String list, String host, int port, boolean covered) {
    assertThat(NoProxy.parse(list).contains(host, port)).isEqualTo(covered);
  }

  @Test
  void takesSeveralWithSpacesAndNone() {
    NoProxy two = NoProxy.parse(" a.test, b.test:5000,");

    assertThat(two.contains("a.test", 1)).isTrue();
    assertThat(two.contains("b.test", 5000)).isTrue();
    assertThat(NoProxy.parse("").contains("a.test", 1)).isFalse();
    assertThat(NoProxy.parse(null).contains("a.test", 1)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://a.test",
        "a b",
        "a.test:port",
        "10.0.0.0/33",
        "10.0.0.0/8/8",
        "fd00::/129",
        "ten.test/8",
        "1.2.3.400/8"
      })
  void namesWhatIsNeitherAHostNorANetwork(String entry) {
    assertThatThrownBy(() -> NoProxy.parse(entry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + entry + "' is n");
  }
}
