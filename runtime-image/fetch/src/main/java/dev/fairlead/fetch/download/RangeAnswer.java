package dev.fairlead.fetch.download;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server's answer means to one who has the first bytes already (RFC 9110, 14 and 15). */
sealed interface RangeAnswer {
  /** The rest follows. {@code total} is the size of the whole, -1 if the server does not say. */
  record Append(long total) implements RangeAnswer {}

  /** All of it follows, from the first byte. */
  record FromStart(long total) implements RangeAnswer {}

  /** There is no more than what is here. */
  record Complete() implements RangeAnswer {}

  /** Something else than what was asked for; asking without a range may help. */
  record Unusable(String why) implements RangeAnswer {}

  Pattern CONTENT_RANGE = Pattern.compile("bytes (?:(\\d{1,18})-(\\d{1,18})|\\*)/(\\d{1,18}|\\*)");

  /**
   * Reads an answer.
   *
   * @param length of its body, -1 if unknown
   * @param offset of the first byte that was asked for, 0 without a range
   */
  static RangeAnswer of(int status, Optional<String> contentRange, long length, long offset) {
    Matcher range = CONTENT_RANGE.matcher(contentRange.orElse("").strip());
    boolean stated = range.matches();
    return switch (status) {
      case 200 -> new FromStart(length);
      case 206 -> {
        if (offset == 0 || !stated || range.group(1) == null) {
          yield new Unusable("a part that nobody asked for");
        }
        yield Long.parseLong(range.group(1)) == offset
            ? new Append(number(range.group(3)))
            : new Unusable("bytes from another place than asked for");
      }
      case 416 ->
          offset > 0 && stated && number(range.group(3)) == offset
              ? new Complete()
              : new Unusable("no such range");
      default -> throw new IllegalArgumentException("status " + status);
    };
  }

  private static long number(String text) {
    return text.equals("*") ? -1 : Long.parseLong(text);
  }
}
