package dev.fairlead.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          -,                                 -,        true
          '',                                -,        true
          application/json,                  -,        true
          Application/JSON; charset=utf-8,   identity, true
          application/octet-stream,          -,        true
          application/x-www-form-urlencoded, -,        true
          application/vnd.api+json,          -,        true
          text/plain,                        -,        false
          multipart/form-data; boundary=x,   -,        false
          application/json,                  gzip,     false
          -,                                 br,       false
          """)
  void jsonAndBytesCanBeRead(String type, String encoding, boolean canBeRead) {
    assertThat(Media.problem(type, encoding).isEmpty()).isEqualTo(canBeRead);
  }
}
