package dev.fairlead.fetch.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostListTest {
  @ParameterizedTest
  @CsvSource({
    "registry.test:5000, http://registry.test:5000/v2/, true",
    "registry.test:5000, http://REGISTRY.test.:5000/v2/, true",
    "registry.test:5000, http://registry.test/v2/, false",
    "registry.test:5000, http://registry.test:5001/v2/, false",
    "registry.test, http://registry.test:5001/v2/, true",
    "registry.test:80, http://registry.test/, true",
    "registry.test:443, https://registry.test/, true",
    "registry.test, http://other.registry.test/, false",
    "registry.test, http://registry.test.evil.example/, false",
    "[fd00::1]:5000, http://[fd00::1]:5000/, true",
  })
  void comparesWholeNamesAndPorts(String list, String uri, boolean contained) {
    assertThat(HostList.parse(list).contains(URI.create(uri))).isEqualTo(contained);
  }

  @Test
  void takesSeveralWithSpaces() {
    HostList list = HostList.parse("a.test, b.test:5000,");

    assertThat(list.contains(URI.create("https://a.test/"))).isTrue();
    assertThat(list.contains(URI.create("https://b.test:5000/"))).isTrue();
    assertThat(HostList.parse("").contains(URI.create("https://a.test/"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://a.test", "a.test/path", "*", "a b"})
  void namesWhatIsNoHost(String entry) {
    assertThatThrownBy(() -> HostList.parse(entry))
        .hasMessage("'" + entry + "' is neither HOST nor HOST:PORT");
  }
}
