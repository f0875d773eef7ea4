package dev.fairlead.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CrdCompatibilityTest {
  private static final Path FIXTURES = Path.of("src", "test", "resources", "compatibility");

  @TestFactory
  Stream<DynamicTest> theCrdIsCompatibleWithEveryReleasedOne() throws IOException {
    var now = CrdDocument.generate();
    try (var files = Files.list(Path.of("released"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream()
          .map(
              file ->
                  DynamicTest.dynamicTest(
                      file.getFileName().toString(),
                      () -> assertThat(CrdCompatibility.breaks(Yaml.read(file), now)).isEmpty()));
    }
  }

  @Test
  void aCrdIsCompatibleWithItself() throws IOException {
    var now = CrdDocument.generate();
    assertThat(CrdCompatibility.breaks(now, now)).isEmpty();
  }

  @Test
  void additionsAndWiderBoundsAreCompatible() throws IOException {
    assertThat(
            CrdCompatibility.breaks(
                Yaml.read(FIXTURES.resolve("released.yaml")),
                Yaml.read(FIXTURES.resolve("compatible.yaml"))))
        .isEmpty();
  }

  @Test
  void everyKindOfBreakIsFound() throws IOException {
    assertThat(
            CrdCompatibility.breaks(
                Yaml.read(FIXTURES.resolve("released.yaml")),
                Yaml.read(FIXTURES.resolve("breaking.yaml"))))
        .containsExactlyInAnyOrder(
            "scope was \"Namespaced\" and is \"Cluster\"",
            "v1beta1 is not served",
            "v1 subresource status was {} and is null",
            "spec is required now: size",
            "spec has a new rule: self.size > 1",
            "spec.gone is gone",
            "spec.size type was \"integer\" and is \"string\"",
            "spec.size has a new maxLength, 5",
            "spec.name maxLength was 20 and is 10",
            "spec.name minLength was 1 and is 2",
            "spec.name pattern was null and is \"^a\"",
            "spec.mode no longer takes Slow",
            "spec.free has a new enum, [\"One\"]",
            "spec.list x-kubernetes-list-type was \"map\" and is \"atomic\"",
            "spec.list x-kubernetes-list-map-keys was [\"key\"] and is null",
            "spec.list[].key maximum was 9 and is 8",
            "spec.map{} type was \"string\" and is \"integer\"",
            "spec.on default was true and is false");
  }
}
