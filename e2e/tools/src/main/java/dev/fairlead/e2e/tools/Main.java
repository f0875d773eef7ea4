package dev.fairlead.e2e.tools;

import java.util.HashMap;
import java.util.Map;

/**
 * {@code load} or {@code witness}, with {@code --name=value} options; the result is one line of
 * JSON on standard output.
 */
public final class Main {
  private Main() {}

  /** Runs one of them to its end. */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> options = new HashMap<>();
    for (int i = 1; i < arguments.length; i++) {
      String[] parts = arguments[i].replaceFirst("^--", "").split("=", 2);
      options.put(parts[0], parts.length > 1 ? parts[1] : "");
    }
    switch (arguments.length == 0 ? "" : arguments[0]) {
      case "load" -> new Load(options).run();
      case "witness" -> new Witness(options).run();
      default -> {
        System.err.println(
            "usage: load --url= --body= --seconds= --clients= | witness --url= --namespace= --name= --seconds=");
        System.exit(2);
      }
    }
  }
}
