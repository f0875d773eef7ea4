package dev.fairlead.runtime.protocol.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fairlead.runtime.pipeline.Request.Text;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddingsReaderTest {
  private static final TextLimits LIMITS = new TextLimits(2_048, 512);

  private static EmbeddingsRequest read(String body) throws OpenAiError {
    return EmbeddingsReader.read(body.getBytes(StandardCharsets.UTF_8), LIMITS);
  }

  private static List<Text> texts(String input) throws OpenAiError {
    return read("{\"model\":\"m\",\"input\":" + input + "}").texts();
  }

  @Test
  void inputHasFourForms() throws Exception {
    assertThat(texts("\"a\"")).containsExactly(new Text.Characters("a"));
    assertThat(texts("[\"a\",\"b\"]"))
        .containsExactly(new Text.Characters("a"), new Text.Characters("b"));
    assertThat(texts("[1,2]")).containsExactly(new Text.Tokens(List.of(1L, 2L)));
    assertThat(texts("[[1,2],[3]]"))
        .containsExactly(new Text.Tokens(List.of(1L, 2L)), new Text.Tokens(List.of(3L)));
    assertThat(texts("[" + "1,".repeat(3_000) + "1]")).as("one text of many tokens").hasSize(1);
    assertThat(texts("[" + "\"a\",".repeat(2_047) + "\"a\"]")).hasSize(2_048);
  }

  @Test
  void tokensBeyondWhatTheModelTakesAreLookedAtAndNotKept() throws Exception {
    assertThat(texts("[" + "7,".repeat(600) + "7]"))
        .containsExactly(new Text.Tokens(Collections.nCopies(512, 7L)));
    assertThat(catchThrowableOfType(OpenAiError.class, () -> texts("[" + "7,".repeat(600) + "-7]")))
        .hasMessageStartingWith("token arrays hold token ids");
  }

  @Test
  void whatIsNotKnownMayBeOfAnySize() throws Exception {
    String more = "[[1,{\"a\":[]}],2]";

    assertThat(read("{\"more\":" + more + ",\"input\":\"a\",\"model\":\"m\",\"more\":0}"))
        .isEqualTo(read("{\"model\":\"m\",\"input\":\"a\"}"));
  }

  @Test
  void theRestMayBeLeftOutOrNull() throws Exception {
    EmbeddingsRequest plain = read("{\"model\":\"m\",\"input\":\"a\"}");

    assertThat(plain.base64()).isFalse();
    assertThat(plain.dimensions()).isNull();
    assertThat(
            read(
                "{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":null,\"dimensions\":null,\"user\":null}"))
        .isEqualTo(plain);
    assertThat(
            read(
                "{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":\"float\",\"user\":\"u\",\"more\":{}}"))
        .isEqualTo(plain);
    EmbeddingsRequest other =
        read("{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":\"base64\",\"dimensions\":384}");
    assertThat(other.base64()).isTrue();
    assertThat(other.dimensions()).isEqualTo(384);
  }

  /** Each row: a body, the parameter that is named, what the message says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      quoteCharacter = '`',
      textBlock =
          """
          ``                                                  | -               | the body must be a JSON object
          {                                                   | -               | the body is not valid JSON
          []                                                  | -               | the body must be a JSON object
          {"model":"m","input":"a"} {}                        | -               | the body is not valid JSON
          {"model":"m","model":"m","input":"a"}               | -               | the body is not valid JSON
          {"input":"a"}                                       | model           | you must provide a model parameter
          {"model":7,"input":"a"}                             | model           | you must provide a model parameter
          {"model":"m"}                                       | input           | input must be a string
          {"model":"m","input":{}}                            | input           | input must be a string
          {"model":"m","input":[]}                            | input           | input must be a string
          {"model":"m","input":""}                            | input           | input must not hold empty strings
          {"model":"m","input":["a",""]}                      | input           | input must not hold empty strings
          {"model":"m","input":["a",1]}                       | input           | input must not hold empty strings
          {"model":"m","input":[1,"a"]}                       | input           | token arrays hold token ids
          {"model":"m","input":[1.5]}                         | input           | token arrays hold token ids
          {"model":"m","input":[-1]}                          | input           | token arrays hold token ids
          {"model":"m","input":[18446744073709551616]}        | input           | token arrays hold token ids
          {"model":"m","input":[[1],[]]}                      | input           | a token array must not be empty
          {"model":"m","input":"a","encoding_format":"hex"}   | encoding_format | encoding_format must be float or base64
          {"model":"m","input":"a","encoding_format":7}       | encoding_format | encoding_format must be float or base64
          {"model":"m","input":[1],"input":"a"}               | -               | the body is not valid JSON
          {"model":["m"],"input":"a"}                         | model           | you must provide a model parameter
          {"model":"m","input":[2147483648]}                  | input           | token arrays hold token ids
          {"model":"m","input":"a","dimensions":0}            | dimensions      | dimensions must be a whole number above 0
          {"model":"m","input":"a","dimensions":"384"}        | dimensions      | dimensions must be a whole number above 0
          {"model":"m","input":"a","dimensions":1e10}         | dimensions      | dimensions must be a whole number above 0
          {"model":"m","input":"a","user":7}                  | user            | user must be a string
          """)
  void whatIsNotAllowedNamesItsParameter(String body, String param, String message) {
    OpenAiError error = catchThrowableOfType(OpenAiError.class, () -> read(body));

    assertThat(error.param()).isEqualTo(param);
    assertThat(error).hasMessageStartingWith(message);
  }

  @Test
  void tooManyTextsAreCounted() {
    assertThat(
            catchThrowableOfType(
                OpenAiError.class, () -> texts("[" + "\"a\",".repeat(2_048) + "\"a\"]")))
        .hasMessage(
            "input has more than the 2048 entries that are allowed: send them in several requests, or raise maxTexts in model.yaml");
  }
}
