package dev.fairlead.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTest {
  @ParameterizedTest
  @CsvSource({
    "/v2, /v2",
    "/v2/models/a%20b, /v2/models/{model}",
    "/v2/models/m/infer, /v2/models/{model}/infer",
    "/v2/models/m/versions/1/ready, /v2/models/{model}/versions/{version}/ready",
    "/openai/v1/models/m, /openai/v1/models/{model}",
    "/v1/embeddings, /v1/embeddings",
    "/openapi.json, /openapi.json",
    "/v2/models/m/anything,",
    "/v2/models,",
    "/,",
  })
  void aPathHasThePatternOfItsDescription(String path, String route) {
    assertThat(Route.of(path)).isEqualTo(route);
  }
}
