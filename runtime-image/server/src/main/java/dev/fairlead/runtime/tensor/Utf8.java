package dev.fairlead.runtime.tensor;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What is text and what only looks like it. Java puts U+FFFD or a question mark in the place of
 * whatever is no Unicode, and the model would answer for another text.
 */
public final class Utf8 {
  private Utf8() {}

  /** Names the first element that is not text. */
  public static Optional<String> problem(Tensor.Bytes tensor) {
    List<byte[]> elements = tensor.elements();
    for (int i = 0; i < elements.size(); i++) {
      if (!isText(elements.get(i))) {
        return Optional.of(
            "element %d of the input '%s' is not text in UTF-8".formatted(i, tensor.name()));
      }
    }
    return Optional.empty();
  }

  /** False for half a pair of surrogates, which JSON can escape and UTF-8 cannot hold. */
  public static boolean isText(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private static boolean isText(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
