package dev.fairlead.runtime.xgboost;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/** What a file is, by its name and how it begins. */
final class ModelFile {
  private static final List<String> PICKLES = List.of(".pkl", ".pickle", ".joblib");

  /** How a pickle of protocol 2 or newer begins; JSON and UBJSON begin with a brace. */
  private static final int PICKLE = 0x80;

  private ModelFile() {}

  static boolean isModel(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".ubj") || (name.endsWith(".json") && hasLearner(file));
  }

  /** Whether the object in a JSON file has a learner in it, as XGBoost's models do. */
  private static boolean hasLearner(Path file) {
    try (InputStream in = Files.newInputStream(file);
        JsonParser json = JsonMapper.shared().createParser(in)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean isLearner = json.currentName().equals("learner");
        if (json.nextToken() == JsonToken.START_OBJECT && isLearner) {
          return true;
        }
        json.skipChildren();
      }
      return false;
    } catch (IOException | JacksonException e) {
      return false;
    }
  }

  static boolean isPickle(Path file) {
    String name = file.getFileName().toString();
    try (InputStream in = Files.newInputStream(file)) {
      return PICKLES.stream().anyMatch(name::endsWith) || in.read() == PICKLE;
    } catch (IOException e) {
      return false;
    }
  }
}
