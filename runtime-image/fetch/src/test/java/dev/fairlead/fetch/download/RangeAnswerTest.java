package dev.fairlead.fetch.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangeAnswerTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "200, -, 100, 0, FromStart[total=100]",
        "200, -, -1, 0, FromStart[total=-1]",
        "200, -, 100, 40, FromStart[total=100]",
        "206, bytes 40-99/100, 60, 40, Append[total=100]",
        "206, bytes 40-99/*, 60, 40, Append[total=-1]",
        "206, bytes 0-99/100, 100, 0, Unusable[why=a part that nobody asked for]",
        "206, -, 60, 40, Unusable[why=a part that nobody asked for]",
        "206, lines 40-99/100, 60, 40, Unusable[why=a part that nobody asked for]",
        "206, bytes */100, 60, 40, Unusable[why=a part that nobody asked for]",
        "206, bytes 41-99/100, 59, 40, Unusable[why=bytes from another place than asked for]",
        "416, bytes */40, 0, 40, Complete[]",
        "416, bytes */39, 0, 40, Unusable[why=no such range]",
        "416, -, 0, 40, Unusable[why=no such range]",
        "416, bytes */0, 0, 0, Unusable[why=no such range]",
      })
  void isReadAsTheStandardMeansIt(
      int status, String contentRange, long length, long offset, String answer) {
    assertThat(RangeAnswer.of(status, Optional.ofNullable(contentRange), length, offset).toString())
        .isEqualTo(answer);
  }
}
