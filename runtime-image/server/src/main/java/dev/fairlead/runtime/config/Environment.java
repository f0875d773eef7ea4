package dev.fairlead.runtime.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads settings from environment variables. */
public final class Environment {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
  private static final int MAX_PORT = 65_535;

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

  /** Each setting in a line. */
  public static String help() {
    return Setting.help();
  }

  private RuntimeConfig config() throws ConfigException {
    String log = optional(Setting.TERMINATION_LOG);
    return new RuntimeConfig(
        Path.of(text(Setting.MODEL_DIR)),
        text(Setting.MODEL_NAME),
        optional(Setting.MODEL_VERSION),
        text(Setting.MODEL_FORMAT),
        text(Setting.MODEL_TASK),
        optional(Setting.REVISION),
        number(Setting.HTTP_PORT, MAX_PORT),
        number(Setting.METRICS_PORT, MAX_PORT),
        duration(Setting.DRAIN_DELAY),
        duration(Setting.REQUEST_TIMEOUT),
        number(Setting.MAX_BODY_BYTES, Integer.MAX_VALUE),
        log == null ? null : Path.of(log));
  }

  private String text(Setting setting) {
    String value = variables.get(setting.variable());
    return value == null || value.isEmpty() ? setting.otherwise() : value;
  }

  private @Nullable String optional(Setting setting) {
    String value = text(setting);
    return value.isEmpty() ? null : value;
  }

  private int number(Setting setting, int most) throws ConfigException {
    try {
      long value = Long.parseLong(text(setting));
      if (value >= 0 && value <= most) {
        return (int) value;
      }
    } catch (NumberFormatException e) {
      // told below, in the same words as a number that is out of range
    }
    throw new ConfigException(
        "%s is '%s': give a whole number from 0 to %d"
            .formatted(setting.variable(), text(setting), most));
  }

  private Duration duration(Setting setting) throws ConfigException {
    Matcher form = DURATION.matcher(text(setting));
    if (!form.matches()) {
      throw new ConfigException(
          "%s is '%s': give a duration such as 500ms, 5s or 2m"
              .formatted(setting.variable(), text(setting)));
    }
    long amount = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }
}
