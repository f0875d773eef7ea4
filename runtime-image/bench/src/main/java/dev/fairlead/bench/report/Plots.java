package dev.fairlead.bench.report;

import dev.fairlead.bench.model.Workload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A picture of each workload: what each server reaches with how many clients. */
public final class Plots {
  private Plots() {}

  /** SVG documents by the names of their files. */
  public static Map<String, String> of(Results results) {
    var plots = new LinkedHashMap<String, String>();
    for (Workload workload : Workload.values()) {
      if (shows(results, workload)) {
        plots.put(name(workload), Plot.of(workload.title(), counting(results, workload)));
      }
    }
    return plots;
  }

  /** Whether there is anything to draw. */
  static boolean shows(Results results, Workload workload) {
    return counting(results, workload).stream().anyMatch(s -> s.role() != Role.BASELINE);
  }

  private static List<Score> counting(Results results, Workload workload) {
    return results.scores(workload).stream().filter(Score::counts).toList();
  }

  static String name(Workload workload) {
    return workload.key() + ".svg";
  }
}
