package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of hostile specs says what is tried, and by what it is refused. */
class TamperingPageTest {
  private static final Path PAGE = Path.of("..", "docs", "reference", "tampering.md");
  private static final String COMMAND = "./mvnw -pl operator -am test -Ddocs.update=true";
  private static final String INTRODUCTION =
      """
      # What is tried, and what refuses it
      <!-- Generated: %s -->

      Each row is a ModelDeployment of somebody who may write ModelDeployments in a namespace and nothing else ([the specs](../../crds/samples/hostile.json)). `TamperingIT` applies all of them to a real API server with an operator, and
      `HostileUriTest` hands those for `fetch` to it. What the layers are: [security](../security.md). What is taken on purpose says so, and what holds instead.

      | who tries to get | refused by | which says |
      |---|---|---|
      """
          .formatted(COMMAND);

  @Test
  void thePageIsCurrent() throws IOException {
    String now =
        HostileSpec.all().stream()
            .map(TamperingPageTest::row)
            .collect(Collectors.joining("", INTRODUCTION, ""));
    if (Boolean.getBoolean("docs.update")) {
      Files.writeString(PAGE, now);
    }
    assertThat(PAGE).as("run: %s", COMMAND).exists();
    assertThat(Files.readString(PAGE)).as("not current; run: %s", COMMAND).isEqualTo(now);
  }

  @Test
  void everyNameIsThereOnce() throws IOException {
    assertThat(HostileSpec.all()).extracting(HostileSpec::name).doesNotHaveDuplicates();
  }

  private static String row(HostileSpec spec) {
    return "| %s | %s | %s |\n"
        .formatted(cell(spec.tries()), spec.layer().text(), cell(spec.error()));
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
