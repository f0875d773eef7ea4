package dev.fairlead.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of the hostile specs those that only fetch can judge, since it knows the addresses. */
class HostileUriTest {
  private static final Path SPECS = Path.of("..", "..", "crds", "samples", "hostile.json");

  @TempDir Path directory;

  static List<String> uris() throws IOException {
    var uris = new ArrayList<String>();
    for (JsonElement element : JsonParser.parseString(Files.readString(SPECS)).getAsJsonArray()) {
      JsonObject hostile = element.getAsJsonObject();
      if (hostile.get("layer").getAsString().equals("FETCH")) {
        JsonObject model = hostile.getAsJsonObject("spec").getAsJsonObject("model");
        uris.add(model.get("uri").getAsString());
      }
    }
    return uris;
  }

  @ParameterizedTest
  @MethodSource("uris")
  void nothingIsFetchedFromThere(String uri) throws IOException {
    var outcome = Program.in(directory).with(Settings.standard()).run(uri);

    assertThat(outcome.message())
        .startsWith("FetchFailed: Refused: ")
        .contains("nothing is fetched from there");
    assertThat(outcome.exitCode()).isNotZero();
  }
}
