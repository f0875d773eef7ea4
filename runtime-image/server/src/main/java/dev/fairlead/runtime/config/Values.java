package dev.fairlead.runtime.config;

import dev.fairlead.runtime.engine.Device;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The settings' values: from the environment, else from the model's own file, else by default. */
final class Values {
  /** Where a value comes from. */
  enum Origin {
    ENVIRONMENT,
    FILE,
    DEFAULT
  }

  /** Go's form, in whole numbers. */
  private static final Pattern DURATION =
      Pattern.compile("(?:(\\d{1,9})h)?(?:(\\d{1,9})m(?!s))?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");

  private static final Duration LONGEST = Duration.ofHours(1);

  private final Map<String, String> variables;
  private final ModelYaml file;

  Values(Map<String, String> variables, ModelYaml file) {
    this.variables = variables;
    this.file = file;
  }

  Origin origin(Setting setting) {
    if (said(setting) != null) {
      return Origin.ENVIRONMENT;
    }
    return file.entries().containsKey(setting) ? Origin.FILE : Origin.DEFAULT;
  }

  private @Nullable String said(Setting setting) {
    String value = variables.get(setting.variable());
    return value == null || value.isEmpty() || setting.isLeftToTheFiles(value) ? null : value;
  }

  String text(Setting setting) {
    String value = said(setting);
    if (value != null) {
      return value;
    }
    ModelYaml.Entry entry = file.entries().get(setting);
    return entry == null ? setting.otherwise(device()) : entry.text();
  }

  /** That of the defaults; a model has no say in it, and what is no device is told elsewhere. */
  private Device device() {
    return Device.GPU.text().equals(said(Setting.DEVICE)) ? Device.GPU : Device.CPU;
  }

  @Nullable String optional(Setting setting) {
    String value = text(setting);
    return value.isEmpty() ? null : value;
  }

  @Nullable Path path(Setting setting) {
    String value = optional(setting);
    return value == null ? null : Path.of(value);
  }

  boolean flag(Setting setting) throws ConfigException {
    return switch (text(setting)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(setting, "give true or false");
    };
  }

  Batching.Mode mode(Setting setting) throws ConfigException {
    String value = text(setting);
    return Arrays.stream(Batching.Mode.values())
        .filter(mode -> mode.name().equals(value))
        .findFirst()
        .orElseThrow(() -> wrong(setting, "give Auto, Always or Never"));
  }

  Device device(Setting setting) throws ConfigException {
    String value = text(setting);
    return Arrays.stream(Device.values())
        .filter(device -> device.text().equals(value))
        .findFirst()
        .orElseThrow(() -> wrong(setting, "give cpu or gpu"));
  }

  int number(Setting setting, int least, int most) throws ConfigException {
    try {
      int value = Integer.parseInt(text(setting));
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below, in the same words as a number that is out of range
    }
    throw wrong(setting, "give a whole number from %d to %d".formatted(least, most));
  }

  Duration duration(Setting setting, Duration least) throws ConfigException {
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
    throw wrong(
        setting,
        "give a duration from %dms to 1h, such as 500ms, 5s or 1m30s".formatted(least.toMillis()));
  }

  private static long amount(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  /** Names the variable, or the file's line and key. */
  ConfigException wrong(Setting setting, String cure) {
    ModelYaml.Entry entry = file.entries().get(setting);
    String name =
        origin(setting) == Origin.FILE && entry != null
            ? "%s, line %d: %s".formatted(file.file(), entry.line(), setting.key())
            : setting.variable();
    return new ConfigException("%s is '%s': %s".formatted(name, text(setting), cure));
  }
}
