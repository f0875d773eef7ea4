package dev.fairlead.operator.plan;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the images of this project are built for: nodes of any other kind cannot run them. */
final class Platform {
  private static final Map<String, String> LABELS =
      Map.of("kubernetes.io/os", "linux", "kubernetes.io/arch", "amd64");

  private Platform() {}

  /** A selector of nodes for one of them; what is asked for of the same labels wins. */
  static Map<String, String> nodeSelector(@Nullable Map<String, String> asked) {
    var selector = new TreeMap<>(LABELS);
    if (asked != null) {
      selector.putAll(asked);
    }
    return selector;
  }
}
