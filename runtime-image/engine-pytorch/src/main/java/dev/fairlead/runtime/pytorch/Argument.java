package dev.fairlead.runtime.pytorch;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a method of a script takes.
 *
 * @param name as in the source
 * @param type such as Tensor
 * @param isNeeded whether it has no default
 */
record Argument(String name, String type, boolean isNeeded) {
  /** As LibTorch prints it: one argument on each line. */
  private static final Pattern FORWARD =
      Pattern.compile("\n  def forward\\(self: [\\w.]+,?\\s*(.*?)\\) -> ", Pattern.DOTALL);

  private static final Pattern ARGUMENT =
      Pattern.compile("(\\w+): (.*?)(?=,\\s+\\w+: |$)", Pattern.DOTALL);

  /** Those of a module's forward after self; empty if the source has no such method. */
  static Optional<List<Argument>> ofForward(String source, String module) {
    int start = source.indexOf("class " + module + "(Module):");
    if (start < 0) {
      return Optional.empty();
    }
    int end = source.indexOf("\nclass ", start);
    Matcher forward = FORWARD.matcher(source.substring(start, end < 0 ? source.length() : end));
    return forward.find()
        ? Optional.of(ARGUMENT.matcher(forward.group(1)).results().map(Argument::of).toList())
        : Optional.empty();
  }

  private static Argument of(MatchResult found) {
    String type = found.group(2);
    int standard = type.indexOf('=');
    return new Argument(
        found.group(1), standard < 0 ? type : type.substring(0, standard), standard < 0);
  }

  boolean isTensor() {
    return type.equals("Tensor") || type.equals("Optional[Tensor]");
  }
}
