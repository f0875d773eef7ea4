package dev.fairlead.runtime.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;

/** Every setting: an environment variable with the prefix {@code FAIRLEAD_}. */
enum Setting {
  MODEL_DIR("/mnt/models", "folder of the model's files"),
  MODEL_NAME("model", "name by which clients ask for the model"),
  MODEL_VERSION("", "the owner's name for this version, sent back in answers"),
  MODEL_FORMAT("Auto", "Auto or the name of an engine's format, such as ONNX"),
  MODEL_TASK(
      "Auto",
      "Auto, Tensor, Embedding, TextClassification, TokenClassification, ImageClassification or"
          + " OpticalCharacterRecognition"),
  ALLOW_CODE("false", "true: formats that carry code, such as TorchScript, may be loaded"),
  REVISION("", "sent back in the header Fairlead-Revision"),
  HTTP_PORT("8080", "port of the REST protocols and of health; 0 takes a free one"),
  GRPC_PORT("8081", "port of the Open Inference Protocol by gRPC; 0 takes a free one"),
  METRICS_PORT("9090", "port of Prometheus metrics; 0 takes a free one"),
  DRAIN_DELAY("5s", "after SIGTERM, the time in which requests are still taken"),
  REQUEST_TIMEOUT("60s", "of requests without the header x-request-timeout-ms"),
  MAX_BODY_BYTES("16777216", "the largest request body, in bytes"),
  TERMINATION_LOG("", "file for the one line that says why the server ended");

  private static final String PREFIX = "FAIRLEAD_";

  private final String otherwise;
  private final String description;

  Setting(String otherwise, String description) {
    this.otherwise = otherwise;
    this.description = description;
  }

  String variable() {
    return PREFIX + name();
  }

  String otherwise() {
    return otherwise;
  }

  static boolean claims(String variable) {
    return variable.startsWith(PREFIX);
  }

  static boolean knows(String variable) {
    return Arrays.stream(values()).anyMatch(s -> s.variable().equals(variable));
  }

  /** The known variable that shares most with it, from both ends; empty if that says nothing. */
  static Optional<String> like(String variable) {
    return Arrays.stream(values())
        .map(Setting::variable)
        .filter(known -> shared(known, variable) >= variable.length() / 2 + PREFIX.length() / 2)
        .max(Comparator.comparingInt(known -> shared(known, variable)));
  }

  private static int shared(String one, String other) {
    int most = Math.min(one.length(), other.length());
    int front = 0;
    while (front < most && one.charAt(front) == other.charAt(front)) {
      front++;
    }
    int back = 0;
    while (back < most - front
        && one.charAt(one.length() - 1 - back) == other.charAt(other.length() - 1 - back)) {
      back++;
    }
    return front + back;
  }

  static String help() {
    return Arrays.stream(values())
        .map(
            s ->
                "  %-28s %s%s"
                    .formatted(
                        s.variable(),
                        s.description,
                        s.otherwise.isEmpty() ? "" : " (default " + s.otherwise + ")"))
        .collect(Collectors.joining("\n"));
  }
}
