package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.CustomSpec;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a foreign server has its metrics, as annotations of its pods. Where there are none,
 * Prometheus asks the container port of the name {@link #PORT}, if there is one, for {@code
 * /metrics}, as with servers of ours.
 */
final class ForeignMetrics {
  /** Name of the container port. */
  static final String PORT = "metrics";

  private static final String PATH_ANNOTATION = "serving.fairlead.dev/metrics-path";
  private static final String PORT_ANNOTATION = "serving.fairlead.dev/metrics-port";

  private ForeignMetrics() {}

  static Map<String, String> annotations(CustomSpec custom) {
    var annotations = new TreeMap<String, String>();
    if (custom.metricsPath() != null) {
      annotations.put(PATH_ANNOTATION, custom.metricsPath());
      if (custom.metricsPort() == null) {
        annotations.put(PORT_ANNOTATION, "http");
      }
    }
    return annotations;
  }
}
