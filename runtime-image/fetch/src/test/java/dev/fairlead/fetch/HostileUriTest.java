package dev.fairlead.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of the hostile specs those that only fetch can judge, since it knows the addresses. */
class HostileUriTest {
  private static final Path SPECS = Path.of("..", "..", "crds", "samples", "hostile.json");

  @TempDir Path directory;

  /** What fetch is told of a model. */
  record Reference(String uri, Optional<String> endpoint) {
    private static Reference of(JsonObject model) {
      return new Reference(
          model.get("uri").getAsString(),
          Optional.ofNullable(model.get("endpoint")).map(JsonElement::getAsString));
    }

    String[] options() {
      return endpoint.map(url -> "--endpoint=" + url).stream().toArray(String[]::new);
    }

    @Override
    public String toString() {
      return uri + endpoint.map(url -> " at " + url).orElse("");
    }
  }

  /** Those that it has to refuse. */
  static List<Reference> refused() throws IOException {
    return ofLayer("FETCH");
  }

  /** Those that are of the cluster, and nobody has to refuse. */
  static List<Reference> taken() throws IOException {
    return ofLayer("TAKEN");
  }

  private static List<Reference> ofLayer(String layer) throws IOException {
    JsonArray specs = JsonParser.parseString(Files.readString(SPECS)).getAsJsonArray();
    return StreamSupport.stream(specs.spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .filter(hostile -> hostile.get("layer").getAsString().equals(layer))
        .map(hostile -> Reference.of(hostile.getAsJsonObject("spec").getAsJsonObject("model")))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("refused")
  void nothingIsFetchedFromThere(Reference model) throws IOException {
    var program = Program.in(directory).with(Settings.standard());

    var outcome = program.run(model.uri(), model.options());

    assertThat(outcome.message())
        .startsWith("FetchFailed: Refused: ")
        .contains("nothing is fetched from there");
    assertThat(outcome.exitCode()).isNotZero();
  }
}
