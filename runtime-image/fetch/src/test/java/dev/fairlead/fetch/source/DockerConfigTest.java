package dev.fairlead.fetch.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerConfigTest {
  @ParameterizedTest
  @CsvSource({
    "registry.test, registry.test, true",
    "https://registry.test, registry.test, true",
    "https://registry.test/v2/, registry.test, true",
    "REGISTRY.test, registry.test, true",
    "registry.test:5000, registry.test:5000, true",
    "registry.test:5000, registry.test, false",
    "registry.test, registry.test:5000, false",
    "registry.test/team, registry.test, true",
    "registry.test/team/model, registry.test, true",
    "registry.test/tea, registry.test, false",
    "registry.test/other, registry.test, false",
    "egistry.test, registry.test, false",
    "https://index.docker.io/v1/, docker.io, true",
    "docker.io, registry-1.docker.io, true",
  })
  void findsALoginByHostAndPath(String key, String host, boolean found) {
    var config = parse("{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(key, base64("u:p")));

    assertThat(config.orElseThrow().of(host, "team/model").isPresent()).isEqualTo(found);
  }

  @Test
  void theLongestPathWins() {
    DockerConfig config =
        parse(
                """
                {"auths":{"r.test":{"username":"all","password":"1"},
                          "r.test/team":{"username":"team","password":"2"},
                          "r.test/team/model/x":{"username":"x","password":"3"}}}
                """)
            .orElseThrow();

    assertThat(config.of("r.test", "team/model").orElseThrow().username()).isEqualTo("team");
    assertThat(config.of("r.test", "others/model").orElseThrow().username()).isEqualTo("all");
  }

  @Test
  void aPasswordMayHoldColons() {
    var login =
        parse("{\"auths\":{\"r.test\":{\"auth\":\"%s\"}}}".formatted(base64("u:p:w:")))
            .orElseThrow()
            .of("r.test", "m")
            .orElseThrow();

    assertThat(login.username()).isEqualTo("u");
    assertThat(login.password()).isEqualTo("p:w:");
    assertThat(login.toString()).doesNotContain("p:w");
  }

  @Test
  void helpersAreNotRunAndEntriesWithoutALoginAreNone() {
    var config =
        parse("{\"auths\":{\"r.test\":{}},\"credHelpers\":{\"r.test\":\"evil\"}}").orElseThrow();

    assertThat(config.of("r.test", "m")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "{}",
        "{\"auths\":[]}",
        "{\"auths\":{\"r\":7}}",
        "{\"auths\":{\"r\":{\"auth\":\"%%%\"}}}",
        "{\"auths\":{\"r\":{\"auth\":\"bm9jb2xvbg==\"}}}",
        "{\"auths\":{\"r\":{\"auth\":{}}}}",
      })
  void whatIsNoConfigIsNone(String json) {
    assertThat(parse(json)).isEmpty();
  }

  private static Optional<DockerConfig> parse(String json) {
    return DockerConfig.parse(json);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
