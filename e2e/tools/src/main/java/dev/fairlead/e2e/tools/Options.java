package dev.fairlead.e2e.tools;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What stands on the command line behind the name of the tool: {@code --name=value}. */
record Options(Map<String, String> values) {
  static Options of(String... arguments) {
    var values = new HashMap<String, String>();
    for (int i = 1; i < arguments.length; i++) {
      String[] parts = arguments[i].replaceFirst("^--", "").split("=", 2);
      values.put(parts[0], parts.length > 1 ? parts[1] : "");
    }
    return new Options(Map.copyOf(values));
  }

  String text(String name) {
    return values.getOrDefault(name, "");
  }

  URI url() {
    return URI.create(text("url"));
  }

  int number(String name, int otherwise) {
    return values.containsKey(name) ? Integer.parseInt(text(name)) : otherwise;
  }

  /** {@code --seconds}: nobody is left running for ever. */
  Duration time() {
    return Duration.ofSeconds(number("seconds", 60));
  }
}
