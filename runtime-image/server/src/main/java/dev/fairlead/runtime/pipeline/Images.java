package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The images of one request, and what is known of them so far. */
final class Images {
  /** So that neither the work nor the answer of one request has no end. */
  private static final int MOST = 256;

  /** How a JPEG and a PNG begin in base64: JSON has no other way to hold bytes. */
  private static final List<String> ENCODED = List.of("/9j/", "iVBORw0KGgo");

  private final Request request;
  private final List<byte[]> files;
  private final List<float[]> scores = new ArrayList<>();
  private @Nullable String fault;

  private Images(Request request, List<byte[]> files) {
    this.request = request;
    this.files = files;
    if (files.size() > MOST) {
      fault = "the request has %d images: send at most %d".formatted(files.size(), MOST);
    }
  }

  static Images of(Request request) {
    if (request instanceof Request.Tensors tensors
        && tensors.inputs().getFirst() instanceof Tensor.Bytes bytes) {
      return new Images(request, bytes.elements());
    }
    throw new IllegalArgumentException("a model of images takes BYTES only");
  }

  Request request() {
    return request;
  }

  int count() {
    return files.size();
  }

  /** The bytes of one; what is no base64 although it begins so is left as it is. */
  byte[] file(int index) {
    byte[] file = files.get(index);
    if (ENCODED.stream().anyMatch(begin -> begins(file, begin))) {
      try {
        return Base64.getDecoder().decode(file);
      } catch (IllegalArgumentException e) {
        return file;
      }
    }
    return file;
  }

  private static boolean begins(byte[] file, String with) {
    byte[] begin = with.getBytes(StandardCharsets.US_ASCII);
    return file.length > begin.length
        && Arrays.equals(file, 0, begin.length, begin, 0, begin.length);
  }

  /** Of the next one. */
  void add(float[] scoresOfLabels) {
    scores.add(scoresOfLabels);
  }

  List<float[]> scores() {
    return scores;
  }

  /** Why there will be no answer. */
  @Nullable String fault() {
    return fault;
  }

  void fault(String why) {
    fault = why;
  }
}
