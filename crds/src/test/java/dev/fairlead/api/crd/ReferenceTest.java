package dev.fairlead.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReferenceTest {
  private static final Path PAGES = Path.of("..", "docs", "reference");

  @Test
  void theApiPageIsCurrent() throws Exception {
    String page = new ApiPage(CrdDocument.generate()).text();
    Generated.check(PAGES.resolve("api.md"), page, "docs.update");
  }

  @Test
  void theConditionsPageIsCurrent() throws Exception {
    String template =
        Files.readString(Path.of("src", "test", "resources", "reference", "conditions.md"));
    String reasons =
        Arrays.stream(Reason.values())
            .map(reason -> "| `%s` | %s |".formatted(reason.value(), reason.description()))
            .collect(Collectors.joining("\n", "| reason | meaning |\n|---|---|\n", ""));
    Generated.check(
        PAGES.resolve("conditions.md"), template.replace("{{reasons}}", reasons), "docs.update");
  }

  /** API conventions: one word in CamelCase; a sentence for the page. */
  @ParameterizedTest
  @EnumSource(Reason.class)
  void aReasonIsOneWordAndHasADescription(Reason reason) {
    assertThat(reason.value()).matches("([A-Z][a-z]+)+");
    assertThat(reason.description()).matches("[A-Z].*\\.|[a-z].*\\.");
    assertThat(reason.name().replace("_", "")).isEqualToIgnoringCase(reason.value());
  }

  @Test
  void troubleshootingKnowsEveryReasonThatNeedsSomebody() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "troubleshooting.md"));
    assertThat(Reason.values())
        .filteredOn(
            reason ->
                switch (reason) {
                  case SERVING,
                      SCALED_TO_ZERO,
                      PROGRESSING,
                      RESOLVING,
                      STARTING,
                      STOPPING,
                      SHIFTING,
                      SWITCHING,
                      REPLICAS_NOT_READY,
                      MOVING,
                      PAUSED,
                      API_ERROR ->
                      false;
                  default -> true;
                })
        .allSatisfy(reason -> assertThat(page).contains("`" + reason.value() + "`"));
  }
}
