package dev.fairlead.runtime.protocol.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fairlead.runtime.pipeline.Request.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RerankRequestTest {
  private static RerankRequest read(String body) throws OpenAiError {
    return RerankRequest.read(body.getBytes(StandardCharsets.UTF_8), 2_048);
  }

  @Test
  void documentsAreTextsOrObjectsWithThem() throws Exception {
    RerankRequest request =
        read(
            "{\"model\":\"m\",\"query\":\"q\",\"documents\":[\"a\",{\"text\":\"b\",\"more\":1}],\"top_n\":1}");

    assertThat(request).isEqualTo(new RerankRequest("m", "q", List.of("a", "b"), 1, false));
    assertThat(request.texts()).containsExactly(new Text.Pair("q", "a"), new Text.Pair("q", "b"));
  }

  @Test
  void theRestMayBeLeftOutOrNull() throws Exception {
    RerankRequest plain = read("{\"model\":\"m\",\"query\":\"q\",\"documents\":[\"a\",\"b\"]}");

    assertThat(plain).isEqualTo(new RerankRequest("m", "q", List.of("a", "b"), 2, false));
    assertThat(
            read(
                "{\"model\":\"m\",\"query\":\"q\",\"documents\":[\"a\",\"b\"],\"top_n\":null,\"return_documents\":null}"))
        .isEqualTo(plain);
    assertThat(
            read(
                "{\"model\":\"m\",\"query\":\"q\",\"documents\":[\"a\",\"b\"],\"top_n\":9,\"return_documents\":true}"))
        .isEqualTo(new RerankRequest("m", "q", List.of("a", "b"), 2, true));
  }

  /** Each row: a body, the parameter that is named. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      quoteCharacter = '`',
      textBlock =
          """
          []                                                                | -
          {"query":"q","documents":["a"]}                                   | model
          {"model":"m","documents":["a"]}                                   | query
          {"model":"m","query":"","documents":["a"]}                        | query
          {"model":"m","query":["q"],"documents":["a"]}                     | query
          {"model":"m","query":"q"}                                         | documents
          {"model":"m","query":"q","documents":[]}                          | documents
          {"model":"m","query":"q","documents":"a"}                         | documents
          {"model":"m","query":"q","documents":["a",""]}                    | documents
          {"model":"m","query":"q","documents":["a",1]}                     | documents
          {"model":"m","query":"q","documents":[{"title":"a"}]}             | documents
          {"model":"m","query":"q","documents":["a"],"top_n":0}             | top_n
          {"model":"m","query":"q","documents":["a"],"top_n":1.5}           | top_n
          {"model":"m","query":"q","documents":["a"],"return_documents":1}  | return_documents
          """)
  void whatIsNotAllowedNamesTheParameter(String body, String param) {
    OpenAiError error = catchThrowableOfType(OpenAiError.class, () -> read(body));

    assertThat(error.param()).isEqualTo(param);
    assertThat(error).hasMessageMatching(".{10,}");
  }

  @Test
  void thereIsAnEndToDocuments() {
    String many = "\"a\",".repeat(2_048) + "\"a\"";

    assertThat(
            catchThrowableOfType(
                    OpenAiError.class,
                    () -> read("{\"model\":\"m\",\"query\":\"q\",\"documents\":[" + many + "]}"))
                .param())
        .isEqualTo("documents");
  }
}
