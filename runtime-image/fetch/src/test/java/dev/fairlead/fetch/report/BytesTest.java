package dev.fairlead.fetch.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BytesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 bytes",
    "1, 1 byte",
    "1023, 1023 bytes",
    "1024, 1.0 KiB",
    "1536, 1.5 KiB",
    "1048575, 1.0 MiB",
    "21474836480, 20.0 GiB",
    "9223372036854775807, 8.0 EiB",
  })
  void areWrittenAsPeopleReadThem(long bytes, String text) {
    assertThat(Bytes.text(bytes)).isEqualTo(text);
  }
}
