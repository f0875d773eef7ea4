package dev.fairlead.runtime.onnx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where ONNX Runtime ran the steps of a model. What a provider cannot do goes to the CPU without a
 * word, and only the profile of a run tells.
 *
 * @param onGpu steps that CUDA did
 * @param all steps
 */
record Placement(long onGpu, long all) {
  private static final String CUDA = "CUDAExecutionProvider";
  private static final Pattern PROVIDER = Pattern.compile("\"provider\"\\s*:\\s*\"(\\w+)\"");

  /** Of the runs in a profile: JSON, an event in each line. */
  static Placement read(Path profile) throws IOException {
    // names of nodes may be in any encoding, and none of them matters
    try (Stream<String> lines = Files.lines(profile, StandardCharsets.ISO_8859_1)) {
      List<String> providers =
          lines
              .flatMap(line -> PROVIDER.matcher(line).results())
              .map(found -> found.group(1))
              .toList();
      return new Placement(providers.stream().filter(CUDA::equals).count(), providers.size());
    }
  }
}
