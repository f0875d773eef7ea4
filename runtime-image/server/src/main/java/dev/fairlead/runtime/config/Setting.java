package dev.fairlead.runtime.config;

import dev.fairlead.runtime.engine.Device;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every setting: an environment variable with the prefix {@code FAIRLEAD_}, and for what a model's
 * owner knows a key in {@code model.yaml}. A model may come from a stranger: what grants rights, or
 * names ports, folders and files that are not the model's own, has no key.
 */
enum Setting {
  MODEL_DIR("/mnt/models", "folder of the model's files"),
  MODEL_YAML("", "file of the model's own settings; without it model.yaml in its folder, if any"),
  MODEL_VOLUME("", "folder around it that links in it may lead to; else they stay in MODEL_DIR"),
  MODEL_DIGEST("", "sha256:HEX of the list of the files: others are not served"),
  MODEL_NAME("model", "name", "name by which clients ask for the model"),
  MODEL_VERSION("", "version", "the owner's name for this version, sent back in answers"),
  MODEL_FORMAT("Auto", "format", "Auto or the name of an engine's format, such as ONNX"),
  MODEL_TASK(
      "Auto",
      "task",
      "Auto, Tensor, Embedding, TextClassification, TokenClassification, ImageClassification or"
          + " OpticalCharacterRecognition"),
  ALLOW_CODE("false", "true: formats that carry code, such as TorchScript, may be loaded"),
  DEVICE("cpu", "cpu or gpu, and nothing in its place: a GPU that is not there is an error"),
  BATCHING("Auto", "batching.mode", "Auto, Always or Never: whether requests may run together"),
  MAX_BATCH_TOKENS(
      "512", "4096", "batching.maxTokens", "tokens of text in one run, padding included"),
  MAX_BATCH_ROWS("32", "128", "batching.maxRows", "rows of tensors, or images, in one run"),
  WARMUP(
      "", "warmup", "one of the model's files, with the body of a request that is run before any"),
  REVISION("", "sent back in the header Fairlead-Revision"),
  HTTP_PORT("8080", "port of the REST protocols and of health; 0 takes a free one"),
  GRPC_PORT("8081", "port of the Open Inference Protocol by gRPC; 0 takes a free one"),
  METRICS_PORT("9090", "port of Prometheus metrics; 0 takes a free one"),
  TERMINATION_GRACE_PERIOD_SECONDS("60", "from SIGTERM until the process is killed") {
    // as the pod's field: older servers do not know it, and refuse what has their prefix
    @Override
    String variable() {
      return name();
    }
  },
  DRAIN_DELAY("5s", "after SIGTERM, the time in which requests are still taken"),
  REQUEST_TIMEOUT("60s", "requestTimeout", "of requests without the header x-request-timeout-ms"),
  MAX_BODY_BYTES("16777216", "maxBodyBytes", "the largest request body, in bytes"),
  MAX_TEXTS("2048", "maxTexts", "texts in one request"),
  TRUSTED_CAS(
      "/etc/fairlead/trusted-cas/ca.crt",
      "PEM file of authorities beside the JDK's, for collectors of traces; may be missing"),
  ACCESS_LOG("false", "accessLog", "true: a line of JSON on standard output for each request"),
  LIVE_DIR("/etc/fairlead/live", "folder of live.yaml, which is followed while the server runs"),
  TERMINATION_LOG("", "file for the one line that says why the server ended");

  private static final String PREFIX = "FAIRLEAD_";

  /** Less in common says nothing. */
  private static final int LEAST_SHARED = 2;

  private final String otherwise;

  /** The same where the model runs on a GPU. */
  private final String onGpu;

  private final String key;
  private final String description;

  Setting(String otherwise, String description) {
    this(otherwise, "", description);
  }

  Setting(String otherwise, String key, String description) {
    this(otherwise, otherwise, key, description);
  }

  Setting(String otherwise, String onGpu, String key, String description) {
    this.otherwise = otherwise;
    this.onGpu = onGpu;
    this.key = key;
    this.description = description;
  }

  String variable() {
    return PREFIX + name();
  }

  /** By default, on that device. */
  String otherwise(Device device) {
    return device == Device.GPU ? onGpu : otherwise;
  }

  /** In {@code model.yaml}, a dot before each level; empty where it has none. */
  String key() {
    return key;
  }

  /** Whether its value may be any text: the others are numbers and flags. */
  boolean takesText() {
    return !otherwise.matches("\\d+|true|false");
  }

  /**
   * Whether that value in the environment leaves the choice to the model's files, of which {@code
   * model.yaml} is one.
   */
  boolean isLeftToTheFiles(String value) {
    return (this == MODEL_FORMAT || this == MODEL_TASK) && value.equals(otherwise);
  }

  static boolean claims(String variable) {
    return variable.startsWith(PREFIX);
  }

  static boolean knows(String variable) {
    return Arrays.stream(values()).anyMatch(s -> s.variable().equals(variable));
  }

  /** By its key. */
  static Optional<Setting> ofKey(String key) {
    return keyed().filter(s -> s.key.equals(key)).findFirst();
  }

  /** One that has no key, by what its key would be. */
  static Optional<Setting> withoutKey(String key) {
    return Arrays.stream(values())
        .filter(s -> s.key.isEmpty() && s.name().replace("_", "").equalsIgnoreCase(key))
        .findFirst();
  }

  /** All keys. */
  static Stream<String> keys() {
    return keyed().map(Setting::key);
  }

  private static Stream<Setting> keyed() {
    return Arrays.stream(values()).filter(s -> !s.key.isEmpty());
  }

  /** The known variable that shares most with it, from both ends; empty if that says nothing. */
  static Optional<String> like(String variable) {
    return like(variable, PREFIX.length(), Arrays.stream(values()).map(Setting::variable));
  }

  /** The same for keys. */
  static Optional<String> likeKey(String key) {
    return like(key, key.lastIndexOf('.') + 1, keys());
  }

  private static Optional<String> like(String word, int prefix, Stream<String> known) {
    int least = Math.max(LEAST_SHARED, word.length() / 2 + prefix / 2);
    return known
        .filter(candidate -> shared(candidate, word) >= least)
        .max(Comparator.comparingInt(candidate -> shared(candidate, word)));
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
    return Arrays.stream(values()).map(Setting::line).collect(Collectors.joining("\n"));
  }

  private String line() {
    String more =
        Stream.of(
                otherwise.isEmpty() ? "" : "default " + otherwise,
                onGpu.equals(otherwise) ? "" : "on a GPU " + onGpu,
                key.isEmpty() ? "" : "in model.yaml: " + key)
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining("; "));
    return "  %-28s %s%s"
        .formatted(variable(), description, more.isEmpty() ? "" : " (" + more + ")");
  }
}
