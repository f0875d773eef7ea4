package dev.fairlead.runtime.http;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The pattern of a path: there are few, however many names clients ask for. */
final class Route {
  private static final Set<String> FIXED =
      Set.of(
          "/v2",
          "/v1/models",
          "/v1/embeddings",
          "/v1/classify",
          "/v1/rerank",
          "/openai/v1/models",
          "/openai/v1/embeddings",
          "/openai/v1/classify",
          "/openai/v1/rerank",
          OpenApi.PATH);
  private static final Pattern MODEL =
      Pattern.compile("(/v2|/v1|/openai/v1)/models/[^/]+(/versions/[^/]+)?(/infer|/ready)?");

  private Route() {}

  /** As {@code /openapi.json} has it; null: nothing is there. */
  static @Nullable String of(String path) {
    if (FIXED.contains(path)) {
      return path;
    }
    Matcher model = MODEL.matcher(path);
    if (!model.matches()) {
      return null;
    }
    return model.group(1)
        + "/models/{model}"
        + (model.group(2) == null ? "" : "/versions/{version}")
        + (model.group(3) == null ? "" : model.group(3));
  }
}
