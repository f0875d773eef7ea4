package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One description of each value, in three places: the comment, the schema and the page. */
class ValuesTest {
  private static final Values VALUES = Values.ofTheChart();

  static Stream<Values.Value> values() {
    return VALUES.all().stream();
  }

  @ParameterizedTest
  @MethodSource("values")
  void everyValueIsDescribedAndHasAType(Values.Value value) {
    assertThat(value.description()).isNotEmpty();
    assertThat(value.schema().containsKey("type") || value.schema().containsKey("enum")).isTrue();
  }

  @ParameterizedTest
  @MethodSource("values")
  void everyValueIsBelowAComment(Values.Value value) {
    String group = value.path().replaceFirst("\\.\\w+$", "");
    assertThat(VALUES.comments().keySet()).containsAnyOf(value.path(), group);
  }

  @Test
  void commentsAreTheDescriptionsOfTheSchema() {
    VALUES
        .comments()
        .forEach(
            (path, comment) ->
                assertThat(VALUES.description(path)).as("schema of %s", path).isEqualTo(comment));
  }

  @Test
  void thePageIsCurrent() throws IOException {
    Path page = Path.of("..", "docs", "reference", "values.md");
    String now = new ValuesPage(VALUES).text();
    if (Boolean.getBoolean("docs.update")) {
      Files.writeString(page, now);
    }
    assertThat(page).as("run: %s", ValuesPage.COMMAND).exists();
    assertThat(Files.readString(page))
        .as("%s is not current; run: %s", page, ValuesPage.COMMAND)
        .isEqualTo(now);
  }
}
