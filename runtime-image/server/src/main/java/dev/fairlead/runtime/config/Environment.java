package dev.fairlead.runtime.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads settings from environment variables. */
public final class Environment {
  /** Go's form, in whole numbers. */
  private static final Pattern DURATION =
      Pattern.compile("(?:(\\d{1,9})h)?(?:(\\d{1,9})m(?!s))?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");

  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int MAX_PORT = 65_535;

  /** A body is held in memory, its numbers as up to four times as many bytes. */
  private static final int MAX_BODY = 256 << 20;

  private final Map<String, String> variables;

  private Environment(Map<String, String> variables) {
    this.variables = variables;
  }

  /**
   * The settings.
   *
   * @throws ConfigException if one of them is unknown or wrong
   */
  public static RuntimeConfig read(Map<String, String> variables) throws ConfigException {
    for (String name : new TreeMap<>(variables).keySet()) {
      if (Setting.claims(name) && !Setting.knows(name)) {
        throw new ConfigException(
            name
                + " is not a setting"
                + Setting.like(name).map(like -> ": did you mean " + like + "?").orElse(""));
      }
    }
    return new Environment(variables).config();
  }

  /** Where to say why the server ended: known even where other settings are wrong. */
  public static @Nullable Path terminationLog(Map<String, String> variables) {
    return new Environment(variables).path(Setting.TERMINATION_LOG);
  }

  /** Each setting in a line. */
  public static String help() {
    return Setting.help();
  }

  /**
   * Each setting as a variable, those that are not set as comments.
   *
   * @throws ConfigException if one of them is unknown or wrong
   */
  public static String print(Map<String, String> variables) throws ConfigException {
    read(variables);
    var environment = new Environment(variables);
    return Arrays.stream(Setting.values())
        .map(
            setting ->
                (environment.text(setting).equals(setting.otherwise()) ? "# " : "")
                    + setting.variable()
                    + "="
                    + environment.text(setting))
        .collect(Collectors.joining("\n"));
  }

  private RuntimeConfig config() throws ConfigException {
    return new RuntimeConfig(
        Path.of(text(Setting.MODEL_DIR)),
        path(Setting.MODEL_VOLUME),
        optional(Setting.MODEL_DIGEST),
        text(Setting.MODEL_NAME),
        optional(Setting.MODEL_VERSION),
        text(Setting.MODEL_FORMAT),
        text(Setting.MODEL_TASK),
        flag(Setting.ALLOW_CODE),
        optional(Setting.REVISION),
        number(Setting.HTTP_PORT, 0, MAX_PORT),
        number(Setting.GRPC_PORT, 0, MAX_PORT),
        number(Setting.METRICS_PORT, 0, MAX_PORT),
        duration(Setting.DRAIN_DELAY, Duration.ZERO),
        duration(Setting.REQUEST_TIMEOUT, Duration.ofMillis(1)),
        number(Setting.MAX_BODY_BYTES, 1, MAX_BODY));
  }

  private String text(Setting setting) {
    String value = variables.get(setting.variable());
    return value == null || value.isEmpty() ? setting.otherwise() : value;
  }

  private @Nullable String optional(Setting setting) {
    String value = text(setting);
    return value.isEmpty() ? null : value;
  }

  private @Nullable Path path(Setting setting) {
    String value = optional(setting);
    return value == null ? null : Path.of(value);
  }

  private boolean flag(Setting setting) throws ConfigException {
    return switch (text(setting)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new ConfigException(
              "%s is '%s': give true or false".formatted(setting.variable(), text(setting)));
    };
  }

  private int number(Setting setting, int least, int most) throws ConfigException {
    try {
      int value = Integer.parseInt(text(setting));
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below, in the same words as a number that is out of range
    }
    throw new ConfigException(
        "%s is '%s': give a whole number from %d to %d"
            .formatted(setting.variable(), text(setting), least, most));
  }

  private Duration duration(Setting setting, Duration least) throws ConfigException {
    Matcher form = DURATION.matcher(text(setting));
    if (form.matches()) {
      Duration value =
          Duration.ofHours(amount(form.group(1)))
              .plusMinutes(amount(form.group(2)))
              .plusSeconds(amount(form.group(3)))
              .plusMillis(amount(form.group(4)));
      if (value.compareTo(least) >= 0 && value.compareTo(LONGEST) <= 0) {
        return value;
      }
    }
    throw new ConfigException(
        "%s is '%s': give a duration from %dms to 1h, such as 500ms, 5s or 1m30s"
            .formatted(setting.variable(), text(setting), least.toMillis()));
  }

  private static long amount(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
