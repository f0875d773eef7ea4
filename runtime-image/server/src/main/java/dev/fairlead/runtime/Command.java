package dev.fairlead.runtime;

import dev.fairlead.runtime.config.ConfigException;
import dev.fairlead.runtime.config.Environment;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.http.Version;
import dev.fairlead.runtime.lifecycle.Loading;
import dev.fairlead.runtime.lifecycle.ServedModel;
import dev.fairlead.runtime.metrics.ServerMetrics;
import dev.fairlead.runtime.pipeline.Task;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the program does when it is not to serve. */
final class Command {
  private static final int USAGE = 2;

  private static final String HELP =
      """
      fairlead-runtime serves one model by the Open Inference Protocol v2 and OpenAI's API.

      usage:
        fairlead-runtime                 serves the model; settings come by environment
        fairlead-runtime check [FOLDER]  loads the model, prints what it takes and gives, and ends
        fairlead-runtime --print-config  the settings as they are read, and where each comes from
        fairlead-runtime --version

      A model may bring settings of its own, in a file model.yaml in its folder: those with a key
      there. What the environment says counts more.

      Environment:
      """;

  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream errors;

  Command(Map<String, String> environment, PrintStream out, PrintStream errors) {
    this.environment = environment;
    this.out = out;
    this.errors = errors;
  }

  /** The exit code. */
  int run(List<String> arguments) {
    try {
      return switch (arguments.getFirst()) {
        case "--help", "-h" -> say(HELP + Environment.help());
        case "--version" -> say("fairlead-runtime " + Version.TEXT);
        case "--print-config" -> say(Environment.print(environment));
        case "check" -> check(arguments);
        default -> wrong("unknown argument " + arguments.getFirst());
      };
    } catch (ConfigException e) {
      return wrong(String.valueOf(e.getMessage()));
    } catch (LoadException e) {
      errors.println(e.reason() + ": " + e.getMessage());
      return 1;
    }
  }

  private int check(List<String> arguments) throws ConfigException, LoadException {
    if (arguments.size() > 2) {
      return wrong("check takes one folder");
    }
    var variables = new HashMap<>(environment);
    if (arguments.size() == 2) {
      variables.put("FAIRLEAD_MODEL_DIR", arguments.getLast());
    }
    ServedModel model =
        Loading.load(Environment.read(variables), 1, new ServerMetrics(), phase -> {});
    Task task = model.task();
    say("format   " + model.format());
    say("engine   " + model.model().engine() + " on " + model.model().device().text());
    say("task     " + task.name());
    say("inputs   " + specs(task.inputs()));
    say("outputs  " + specs(task.outputs()));
    return say("batches  " + (task.maxBatchWeight() > 0 ? "yes" : "no"));
  }

  private static String specs(List<TensorSpec> specs) {
    return specs.stream()
        .map(s -> "%s %s %s".formatted(s.name(), s.datatype(), s.shape()))
        .collect(Collectors.joining("\n         "));
  }

  private int say(String text) {
    out.println(text);
    return 0;
  }

  private int wrong(String what) {
    errors.println(what + ": see --help");
    return USAGE;
  }
}
