package dev.fairlead.runtime.config;

import dev.fairlead.runtime.config.Values.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads settings from environment variables, and from the model's own file what these leave. */
public final class Environment {
  private static final int MAX_PORT = 65_535;

  /** A body is held in memory, its numbers as up to four times as many bytes. */
  private static final int MAX_BODY = 256 << 20;

  /** A run keeps what it read of each. */
  private static final int MAX_TEXTS = 1 << 16;

  private static final int MAX_GRACE_SECONDS = 1 << 20;
  private static final int MAX_TOKENS = 1 << 20;
  private static final int MAX_ROWS = 1 << 16;

  private Environment() {}

  /**
   * The settings.
   *
   * @throws ConfigException if one of them is unknown or wrong
   */
  public static RuntimeConfig read(Map<String, String> variables) throws ConfigException {
    return config(values(variables));
  }

  private static Values values(Map<String, String> variables) throws ConfigException {
    for (String name : new TreeMap<>(variables).keySet()) {
      if (Setting.claims(name) && !Setting.knows(name)) {
        throw new ConfigException(
            name
                + " is not a setting"
                + Setting.like(name).map(like -> ": did you mean " + like + "?").orElse(""));
      }
    }
    return new Values(variables, file(variables));
  }

  /** Only where there is one is a parser of YAML loaded. */
  private static ModelYaml file(Map<String, String> variables) throws ConfigException {
    Path file = modelYaml(variables);
    var alone = new Values(variables, ModelYaml.NONE);
    boolean isNamed = alone.origin(Setting.MODEL_YAML) == Origin.ENVIRONMENT;
    if (Files.isRegularFile(file) && (isNamed || isOfTheModel(file, alone))) {
      return ModelYamlReader.read(file);
    }
    if (isNamed) {
      throw alone.wrong(Setting.MODEL_YAML, "there is no such file");
    }
    return ModelYaml.NONE;
  }

  /** A link that leads out of the model's files is refused when these are looked through. */
  private static boolean isOfTheModel(Path file, Values values) {
    Path volume = values.path(Setting.MODEL_VOLUME);
    try {
      Path root = volume == null ? Path.of(values.text(Setting.MODEL_DIR)) : volume;
      return file.toRealPath().startsWith(root.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  private static Path modelYaml(Map<String, String> variables) {
    var alone = new Values(variables, ModelYaml.NONE);
    String named = alone.optional(Setting.MODEL_YAML);
    return named == null ? Path.of(alone.text(Setting.MODEL_DIR), ModelYaml.NAME) : Path.of(named);
  }

  /** Where to say why the server ended: known even where other settings are wrong. */
  public static @Nullable Path terminationLog(Map<String, String> variables) {
    return new Values(variables, ModelYaml.NONE).path(Setting.TERMINATION_LOG);
  }

  /** Each setting in a line. */
  public static String help() {
    return Setting.help();
  }

  /**
   * Each setting as a variable, below a comment that says where it comes from; defaults are
   * comments themselves.
   *
   * @throws ConfigException if one of them is unknown or wrong
   */
  public static String print(Map<String, String> variables) throws ConfigException {
    Values values = values(variables);
    config(values);
    return Stream.of(
            section(values, Origin.ENVIRONMENT, "from the environment", ""),
            section(values, Origin.FILE, "from " + modelYaml(variables), ""),
            section(values, Origin.DEFAULT, "by default", "# "))
        .filter(section -> !section.isEmpty())
        .collect(Collectors.joining("\n\n"));
  }

  private static String section(Values values, Origin origin, String title, String before) {
    List<String> lines =
        Arrays.stream(Setting.values())
            .filter(setting -> values.origin(setting) == origin)
            .map(setting -> before + setting.variable() + "=" + values.text(setting))
            .toList();
    return lines.isEmpty() ? "" : "# " + title + ":\n" + String.join("\n", lines);
  }

  private static RuntimeConfig config(Values values) throws ConfigException {
    return new RuntimeConfig(
        Path.of(values.text(Setting.MODEL_DIR)),
        values.path(Setting.MODEL_VOLUME),
        values.optional(Setting.MODEL_DIGEST),
        values.text(Setting.MODEL_NAME),
        values.optional(Setting.MODEL_VERSION),
        values.text(Setting.MODEL_FORMAT),
        values.text(Setting.MODEL_TASK),
        values.flag(Setting.ALLOW_CODE),
        values.device(Setting.DEVICE),
        new Batching(
            values.mode(Setting.BATCHING),
            values.number(Setting.MAX_BATCH_TOKENS, 1, MAX_TOKENS),
            values.number(Setting.MAX_BATCH_ROWS, 1, MAX_ROWS)),
        values.optional(Setting.WARMUP),
        values.optional(Setting.REVISION),
        values.number(Setting.HTTP_PORT, 0, MAX_PORT),
        values.number(Setting.GRPC_PORT, 0, MAX_PORT),
        values.number(Setting.METRICS_PORT, 0, MAX_PORT),
        Duration.ofSeconds(
            values.number(Setting.TERMINATION_GRACE_PERIOD_SECONDS, 1, MAX_GRACE_SECONDS)),
        values.duration(Setting.DRAIN_DELAY, Duration.ZERO),
        values.duration(Setting.REQUEST_TIMEOUT, Duration.ofMillis(1)),
        values.number(Setting.MAX_BODY_BYTES, 1, MAX_BODY),
        values.number(Setting.MAX_TEXTS, 1, MAX_TEXTS),
        Path.of(values.text(Setting.TRUSTED_CAS)),
        values.flag(Setting.ACCESS_LOG),
        Path.of(values.text(Setting.LIVE_DIR)));
  }
}
